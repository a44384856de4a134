// Numbers as people type them, in three languages, on desk and phone: in every
// field, grouped and ungrouped, with a decimal point or comma; what can be read in
// two ways is shown in words before it counts, and what is no number is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { desk, open, phone } from "./harness.mjs";
import { localised } from "./look.mjs";

const mapped = (page) => page.getByRole("status").filter({ hasText: /^SIMULATED/ }).waitFor();

const locales = { "en-US": "53,000", "de-DE": "53.000", "fr-CH": "53 000" };

for (const [locale, entry] of Object.entries(locales))
  for (const viewport of [{ width: 1280, height: 800 }, phone])
    test(`a position is typed in ${locale}, ${viewport.width} wide`, async (t) => {
      const { page } = await open(t, { path: "/?sim=1", viewport, context: { locale } });
      await mapped(page);
      const local = await localised(page);
      // Go writes a price as Intl does, which writes those at the axis.
      const [said, written] = await page.evaluate(() => {
        const said = document.querySelector("[data-part=last]").textContent;
        return [said, new Intl.NumberFormat(undefined, { minimumFractionDigits: 1 }).format(Number(said.replace(/\D/g, "")) / 10)];
      });
      assert.equal(said, written);
      await page.click("[aria-label=Positions]");
      await page.fill("[aria-label='Entry price']", entry);
      await page.fill("[aria-label=Size]", "0,5");
      await page.fill("[aria-label=Leverage]", "20");
      await page.click("text=Add position");
      const rows = page.locator("[aria-label='Your positions'] li");
      if (entry !== "53 000") {
        await page.waitForFunction((read) => new RegExp(read).test(document.querySelector("[data-part=reading-position]").textContent), local(/read as 53,000 \(fifty-three thousand\)/).source);
        assert.equal(await rows.count(), 0, "it counts before it was shown in words");
        await page.click("text=Add position");
      }
      await rows.first().waitFor();
      assert.match(await rows.first().innerText(), local(/long 0\.5 BTCUSDT from 53,000\.0, 20x isolated, Binance[\s\S]*Liquidation[\s\S]*50,552\.2[\s\S]*Profit and loss/i));
      // What a holder looks for first is large.
      const sizes = await rows.first().locator("dd").evaluateAll((list) => list.filter((figure) => figure.checkVisibility()).map((figure) => Number.parseFloat(getComputedStyle(figure).fontSize)));
      assert.ok(sizes.length === 3 && sizes.every((size) => size >= 18), `${sizes}`);
      for (const input of await page.locator("input.choice:not([type=search])").all())
        assert.equal((await input.getAttribute("inputmode")) + (await input.getAttribute("type")), "decimaltext");
    });

/** One price in the ways that have one meaning everywhere. */
const ways = ["53000", "53’000", "53'000", "53 000", "53\u202f000", "53\u00a0000", "53.000,00", "53,000.00", "53’000.0", "53'000,0", "53k", "53.0k", "0,053M"];

for (const [locale, grouped] of Object.entries({ "en-US": "53,000", "de-DE": "53.000", "fr-CH": "53.000" }))
  for (const viewport of locale === "fr-CH" ? [desk, phone] : [desk])
    test(`every field reads what has one meaning and asks what has two, in ${locale}, ${viewport.width} wide`, async (t) => {
      const { page } = await open(t, { path: "/?sim=1", viewport, context: { locale } });
      await mapped(page);
      const local = await localised(page);
      await page.click("[aria-label=Positions]");
      const rows = page.locator("[aria-label='Your positions'] li");
      const notice = page.locator("[role=alert] span").first();
      const count = (n) => page.waitForFunction((n) => document.querySelectorAll("[aria-label='Your positions'] li").length === n, n);
      const add = async (fields) => {
        for (const [name, text] of Object.entries(fields)) await page.fill(`[aria-label='${name}']`, text);
        await page.click("text=Add position");
      };
      for (const [i, way] of ways.entries()) {
        // The keypads of phones have a point or a comma, as the language has it.
        await add({ "Entry price": way, Size: i % 2 ? "0.5" : "0,5", Leverage: i % 3 ? "12,5" : "12.5", Margin: "" });
        await count(1);
        assert.match(await rows.first().innerText(), local(/^long 0\.5 BTCUSDT from 53,000\.0, 12\.5x isolated, Binance/), `${way} is read otherwise`);
        await rows.first().getByText("Remove").click();
        await count(0);
      }
      // By the margin, grouped; the position in full.
      await add({ "Entry price": "53’000.5", Size: "1’000", Leverage: "", Margin: "5’300’050" });
      await count(1);
      assert.match(await rows.first().innerText(), local(/^long 1,000 BTCUSDT from 53,000\.5, \$5\.30M isolated/));
      await rows.first().getByText("Remove").click();
      await count(0);
      // Two meanings: in words, by the device's language, and on the second press.
      for (const [field, text] of [["Entry price", grouped], ["Size", "1.234"], ["Size", "1,234"]]) {
        const fields = { "Entry price": "53000", Size: "2", Leverage: "20", Margin: "", [field]: text };
        await add(fields);
        await page.waitForFunction((text) => document.querySelector("[role=alert] span").textContent.includes(`"${text}" is read as`), text);
        assert.match(await notice.textContent(), /\([a-z -]+\), not as [\d,.’\s]+ \([a-z -]+\)\. Press the button again/);
        assert.equal(await rows.count(), 0, `${text} counts unasked`);
        await page.click("text=Add position");
        await count(1);
        await rows.first().getByText("Remove").click();
        await count(0);
      }
      for (const none of ["53..000", "5,3,0", "viel", "1’00", "12:30"]) {
        for (let twice = 0; twice < 2; twice++) {
          await add({ "Entry price": none, Size: "2", Leverage: "20", Margin: "" });
          await page.waitForFunction((none) => document.querySelector("[role=alert] span").textContent.includes(`"${none}" is no number`), none);
          assert.equal(await rows.count(), 0);
        }
      }
      await page.fill("[aria-label='Entry price']", "");

      // The size calculator: nothing of a number that was written the other way round.
      const sizing = page.locator("[data-part=sizing]");
      const answers = async (account, risk, pattern) => {
        await page.fill("[aria-label=Account]", account);
        await page.fill("[aria-label='Risk, percent']", risk);
        await page.keyboard.press("Tab");
        await page.waitForFunction((source) => new RegExp(source).test(document.querySelector("[data-part=sizing]").textContent), pattern.source);
      };
      for (const account of ["10000", "10’000", "10'000", "10 000", "10.000,00", "10,000.00", "10k"]) await answers(account, "1,5", /^Up to .* then costs \$150\b/);
      await answers(locale === "en-US" ? "10.000" : "10,000", "0.5", /^Nothing is reckoned/);
      assert.match(await page.textContent("[data-part=reading-sizing]"), local(/Account: .* is read as 10 \(ten\), not as 10,000 \(ten thousand\)/));
      await page.click("[aria-label='Take the numbers so']");
      await page.waitForFunction(() => !/^Nothing is reckoned/.test(document.querySelector("[data-part=sizing]").textContent));
      assert.ok((await sizing.textContent()).includes("$0"), await sizing.textContent());

      // Alerts.
      await page.click("[aria-label=Alerts]");
      const alerts = page.locator("[aria-label='Your alerts'] li");
      for (const [i, [minimum, share]] of [["0,5", "1.5"], ["0.5", "1,5"], ["500’000", "1.5"], ["500 000,0", "2,5"]].entries()) {
        await page.fill("[aria-label='At least, millions of USD']", minimum);
        await page.fill("[aria-label=Percent]", share);
        await page.click("text=Add alert");
        if (i === 1) continue; // the same in another way: it is there already
        await page.waitForFunction((n) => document.querySelectorAll("[aria-label='Your alerts'] li").length === n, [1, 1, 2, 3][i]);
        assert.match(await alerts.last().innerText(), local([/within 1\.5 % of \$500K/, null, /within 1\.5 % of \$500B/, /within 2\.5 % of \$500B/][i]));
      }

      // The smallest significant cluster.
      await page.click("[aria-label=Clusters]");
      const significant = page.locator("[aria-label='Significant cluster, millions of USD']");
      for (const [typed, shown] of [["1’200,5", "1200.5"], ["2,5", "2.5"], ["2.25", "2.25"], ["1 000", "1000"]]) {
        await significant.fill(typed);
        await page.keyboard.press("Tab");
        await page.waitForFunction((shown) => document.querySelector("[aria-label='Significant cluster, millions of USD']").value === shown, locale === "en-US" ? shown : shown.replace(".", ","));
      }
      await significant.fill(locale === "en-US" ? "1.234" : "1,234");
      await page.keyboard.press("Tab");
      await page.waitForFunction((read) => new RegExp(read).test(document.querySelector("[data-part=reading-clusters]").textContent), local(/is read as 1\.234 \(one point two three four\), not as 1,234/).source);
      await page.reload();
      await mapped(page);
      if (viewport === phone) await page.click("[aria-label=Clusters]");
      assert.equal(await significant.inputValue(), "1000", "it counts before it was taken so");
    });
