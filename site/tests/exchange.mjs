// The fake exchange under the venues' own names: the page asks the hosts that
// it asks anywhere, and Chromium finds them on this machine.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { root } from "./harness.mjs";

/** The hosts that the page may ask, as its content policy lists them. */
const hosts = ["fapi.binance.com", "fstream.binance.com", "api.bybit.com", "stream.bybit.com", "www.okx.com", "ws.okx.com", "api.hyperliquid.xyz"];

/** Those of venues that are asked where a visitor ticks them. */
export const further = ["dapi.binance.com", "dstream.binance.com", "api.bitget.com", "ws.bitget.com", "api.gateio.ws", "fx-ws.gateio.ws", "www.deribit.com", "futures.kraken.com", "mainnet.zklighter.elliot.ai"];

/**
 * Starts .cache/fakeexchange, which tells of twenty days unless `args` say otherwise; `port` and `plain` 0 are free ones. Returns
 * { port, plain, relayed, stop() }: its ports with and without TLS, and the
 * native server's flags that relay OKX, whose answers no page may read, to it.
 */
export async function startExchange({ args = [], port = 0, plain = 0 } = {}) {
  for (let tries = 0; ; tries++) {
    try {
      return await start(args, port || usual.port, plain || usual.plain);
    } catch (error) {
      if (port || plain || tries === 5) throw error;
      usual = chosen();
    }
  }
}

/**
 * Two ports that the system gives to nobody by itself, so that they are free
 * when an exchange is started there again. The tests of a file use the same
 * ones, as long as they are free, and with them the same Chromium.
 */
function chosen() {
  const one = () => 20_000 + Math.floor(12_000 * Math.random());
  return { port: one(), plain: one() };
}
let usual = chosen();

async function start(args, port, plain) {
  const child = spawn(`${root}.cache/fakeexchange`, ["-sim", "7", "-days", "20", "-addr", `127.0.0.1:${plain}`, "-tls", `127.0.0.1:${port}`, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  let said = "";
  const started = new Promise((resolve) => child.stdout.on("data", (chunk) => ((said += chunk), /https:.*\n/.test(said) && resolve())));
  await Promise.race([started, ended]);
  const ports = [...said.matchAll(/:(\d+)\n/g)].map((match) => Number(match[1]));
  if (ports.length !== 2) throw new Error("the fake exchange does not start");
  return {
    plain: ports[0],
    port: ports[1],
    relayed: ["-upstream", `okx=http://127.0.0.1:${ports[0]}`],
    /** Those for further venues as well whose answers no page may read either. */
    further: ["-upstream", `okx=http://127.0.0.1:${ports[0]}`, ...["gate", "kraken", "lighter"].flatMap((venue) => ["-upstream", `${venue}=http://127.0.0.1:${ports[0]}/${venue}`])],
    async stop() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** Chromium's flags for finding every venue at a port of this machine. */
export const venuesAt = (port) => [`--host-resolver-rules=${[...hosts, ...further].map((host) => `MAP ${host}:443 127.0.0.1:${port}`).join(",")}`, "--ignore-certificate-errors"];

/** The URL of a request to a venue, or null. */
export const toVenue = (request) => (hosts.includes(new URL(request.url()).host) ? request.url() : null);

/** What a venue that asks to wait leaves on the console. */
export const putOff = /(?: |status of )429(?: |$|\))/;
