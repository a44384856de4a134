// Runs the policy's reactor: a Go program built for WASI that is booted once
// and then asked by synchronous calls. It is given a clock and no randomness:
// the policy needs neither, and so it may be booted anywhere.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What Go's runtime asks of its host. Success is 0; 52 is "not here". */
function host(memory) {
  const view = () => new DataView(memory().buffer);
  const none = (count, size) => (view().setUint32(count, 0, true), view().setUint32(size, 0, true), 0);
  return {
    args_get: () => 0,
    args_sizes_get: none,
    environ_get: () => 0,
    environ_sizes_get: none,
    clock_time_get: (_id, _precision, at) => (view().setBigUint64(at, BigInt(Date.now()) * 1000000n, true), 0),
    random_get: (at, length) => (new Uint8Array(memory().buffer, at, length).fill(7), 0),
    sched_yield: () => 0,
    poll_oneoff: () => 52,
    fd_write: (_file, vectors, count, written) => {
      let length = 0;
      for (let i = 0; i < count; i++) length += view().getUint32(vectors + 8 * i + 4, true);
      view().setUint32(written, length, true);
      return 0;
    },
    proc_exit: (code) => {
      throw new Error(`the policy has stopped with code ${code}`);
    },
  };
}

/**
 * Boots a module and returns ask(name, fields, body): calls an export with the
 * fields as text and returns the fields of its answer; a body is fed before. A
 * call that throws leaves a program that is not to be asked again.
 */
export function boot(module) {
  let memory;
  const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: host(() => memory) });
  const go = instance.exports;
  memory = go.memory;
  go._initialize();
  const [room, size, out] = [go.room(), go.size(), go.out()];
  return (name, fields, body) => {
    // Memory moves when it grows, so it is looked at anew for each call.
    for (let at = 0; body !== undefined && at < body.byteLength; at += size) {
      const piece = body.subarray(at, at + size);
      new Uint8Array(memory.buffer, room, size).set(piece);
      go.feed(piece.byteLength);
    }
    const text = fields.join("\n");
    const { read, written } = encoder.encodeInto(text, new Uint8Array(memory.buffer, room, size));
    if (read < text.length) throw new Error("the question is longer than the room for it");
    const length = go[name](written);
    return decoder.decode(new Uint8Array(memory.buffer, out, length)).split("\n");
  };
}
