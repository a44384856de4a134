// Numbers as people type them, in three languages, on desk and phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open } from "./harness.mjs";

const mapped = (page) => page.getByRole("status").filter({ hasText: /^SIMULATED/ }).waitFor();

for (const [locale, entry] of [["en-US", "53,000"], ["de-DE", "53.000"], ["fr-CH", "53 000"]])
  for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }])
    test(`a position is typed in ${locale}, ${viewport.width} wide`, async (t) => {
      const { page } = await open(t, { path: "/?sim=1", context: { locale, viewport } });
      await mapped(page);
      await page.click("[aria-label=Positions]");
      await page.fill("[aria-label='Entry price']", entry);
      await page.fill("[aria-label=Size]", "0,5");
      await page.fill("[aria-label=Leverage]", "20");
      await page.click("text=Add position");
      const rows = page.locator("[aria-label='Your positions'] li");
      if (entry !== "53 000") {
        await page.waitForFunction(() => /read as 53,000 \(fifty-three thousand\)/.test(document.querySelector("[data-part=reading-position]").textContent));
        assert.equal(await rows.count(), 0, "it counts before it was shown in words");
        await page.click("text=Add position");
      }
      await rows.first().waitFor();
      assert.match(await rows.first().innerText(), /long 0\.5 BTCUSDT from 53,000\.0, 20x isolated, Binance[\s\S]*Liquidation[\s\S]*50,552\.2[\s\S]*Profit and loss/i);
      for (const input of await page.locator("input.choice:not([type=search])").all())
        assert.equal((await input.getAttribute("inputmode")) + (await input.getAttribute("type")), "decimaltext");
    });
