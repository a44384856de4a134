// Unpacks a gzip by the browser's own means, for Go, which has none here.

const piece = 1 << 14; // bytes: what was readable of a damaged file is known to a piece
const mostTries = 32; // places that look like the beginning of a further gzip and are none

/**
 * The content of a gzip, of one or more members, as far as it is readable and
 * has at most `most` bytes: {text, end}, where end is "whole", "cut", "damaged"
 * or "large" (without a text).
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} most
 * @returns {Promise<{text: Uint8Array, end: string}>}
 */
export async function unzip(bytes, most) {
  /** @type {Uint8Array[]} */
  const chunks = [];
  let [from, looked, size, tries] = [0, 0, 0, 0];
  for (;;) {
    // The browser takes one member at a time and does not say where it ended.
    const to = tries < mostTries ? nextMember(bytes, looked + 1) : bytes.length;
    const part = await inflate(bytes.subarray(from, to), most - size);
    looked = to;
    if (to < bytes.length && (part.end === "cut" || part.end === "damaged")) {
      tries++;
      continue;
    }
    if (part.end === "large") return { text: new Uint8Array(0), end: "large" };
    for (const chunk of part.chunks) {
      chunks.push(chunk);
      size += chunk.length;
    }
    if (part.end !== "whole" || to === bytes.length) return { text: joined(chunks, size), end: part.end };
    from = to;
  }
}

/**
 * Where, from a place on, bytes look like the header of a gzip; else the end.
 *
 * @param {Uint8Array} bytes
 * @param {number} from
 */
function nextMember(bytes, from) {
  for (let at = bytes.indexOf(0x1f, from); at >= 0; at = bytes.indexOf(0x1f, at + 1)) {
    const system = bytes[at + 9];
    if (bytes[at + 1] === 0x8b && bytes[at + 2] === 8 && bytes[at + 3] < 32 && [0, 2, 4].includes(bytes[at + 8]) && (system < 14 || system === 255)) return at;
  }
  return bytes.length;
}

/**
 * One member: {chunks, end}, as unzip has it.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} most
 */
async function inflate(bytes, most) {
  const { writable, readable } = new DecompressionStream("gzip");
  const writer = writable.getWriter();
  const reader = readable.getReader();
  /** @type {Uint8Array[]} */
  const chunks = [];
  let size = 0;
  let end = "";
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      size += value.length;
      if (size > most) {
        end = "large";
        return reader.cancel();
      }
      chunks.push(value);
    }
  })();
  reading.catch(() => {}); // it fails as writing does
  let written = false;
  try {
    for (let at = 0; at < bytes.length && end === ""; at += piece) {
      await writer.write(bytes.subarray(at, at + piece));
      await writer.write(new Uint8Array(0)); // is taken once all before it was read
    }
    written = true;
    await writer.close();
    await reading;
    end ||= "whole";
  } catch {
    end ||= written ? "cut" : "damaged";
  }
  return { chunks, end };
}

/**
 * @param {readonly Uint8Array[]} chunks
 * @param {number} size
 */
function joined(chunks, size) {
  const text = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    text.set(chunk, at);
    at += chunk.length;
  }
  return text;
}
