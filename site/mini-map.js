// The mini map: price, nearest clusters and the health of venues in a small window that
// stays above all others (Document Picture-in-Picture). It says what the page says, each
// second; fetched with its first opening, where the browser has such windows.
import { element } from "./said.js";
import * as texts from "./texts.js";

/** How often it is written, ms. */
const every = 500;
/** @type {Window | null} */
let shown = null;

/** What the page shows in an element. @param {string} selector */
const said = (selector) => document.querySelector(selector)?.textContent?.trim() ?? "";

/** Opens the window, or closes the one that is open. */
export async function toggle() {
  if (shown) {
    shown.close();
    return;
  }
  const pictures = /** @type {{requestWindow: (size: {width: number, height: number}) => Promise<Window>}} */ (/** @type {any} */ (window).documentPictureInPicture);
  const opened = await pictures.requestWindow({ width: 340, height: 220 });
  shown = opened;
  const page = opened.document;
  page.title = texts.miniMap;
  page.documentElement.lang = document.documentElement.lang;
  for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) {
    page.head.append(Object.assign(page.createElement("link"), { rel: "stylesheet", href: /** @type {HTMLLinkElement} */ (sheet).href }));
  }
  const [price, status, headline, venues] = [element("b", ""), element("span", ""), element("p", ""), element("p", "")];
  const first = element("p", "");
  first.append(price, " ", status);
  Object.assign(price.style, { fontSize: "22px" });
  Object.assign(page.body.style, { padding: "8px 12px", overflow: "auto", height: "auto" });
  for (const line of [first, headline, venues]) line.style.margin = "4px 0";
  page.body.append(first, headline, venues);
  const write = () => {
    page.documentElement.dataset.theme = document.documentElement.dataset.theme;
    const symbol = /** @type {HTMLSelectElement | null} */ (document.querySelector("[aria-label=Symbol]"))?.value ?? "";
    price.textContent = `${symbol} ${said("[data-part=last]") || texts.unknownYet}`;
    status.textContent = said("[role=status].status");
    headline.textContent = said("[data-part=headline]");
    venues.replaceChildren(...Array.from(document.querySelectorAll(".venue .lamp"), (venue) => {
      const lamp = Object.assign(element("span", `${venue.textContent} `), { className: "lamp" });
      lamp.dataset.light = /** @type {HTMLElement} */ (venue).dataset.light;
      lamp.style.marginRight = "8px";
      return lamp;
    }));
  };
  write();
  const timer = setInterval(write, every);
  opened.addEventListener("pagehide", () => {
    clearInterval(timer);
    shown = null;
  });
}
