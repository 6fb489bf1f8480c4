// A browser on the console of a test's server. Pictures of every page go to the folder SCREENSHOTS names.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

const SIZES = {
  wide: { width: 1440, height: 900 },
  full: { width: 1920, height: 1080 },
  phone: { width: 390, height: 844 },
};
export const pictures = process.env.SCREENSHOTS;

// `troubles` collects what the browser complains of.
export async function startBrowser(server, troubles) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const context = await browser.newContext({ viewport: SIZES.wide, locale: "en-GB" });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("console", (message) => {
    // A refusal we provoke is an error to the browser, not to us.
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) troubles.push(message.text());
  });

  const open = (where) => page.goto(`${server.url}${where}`);
  const language = (tag) => context.addCookies([{ name: "tongxin_language", value: tag, url: server.url }]);

  // A picture in both languages and all sizes; and at each, nothing wider than the window. `prepare` runs before each.
  async function picture(name, where, tags = ["en", "zh-CN"], prepare = async () => {}) {
    for (const tag of tags) {
      await language(tag);
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        if (where) await open(where);
        await prepare();
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${name} ${tag} ${size} is ${over} px wider than the window`);
        if (pictures) {
          mkdirSync(pictures, { recursive: true });
          await page.waitForLoadState("networkidle").catch(() => {});
          await page.screenshot({ path: path.join(pictures, `${name}-${tag}-${size}.png`), fullPage: true });
        }
      }
    }
    await page.setViewportSize(SIZES.wide);
    await language("en");
    if (where) await open(where);
  }

  async function signIn() {
    await open("/console/sign-in");
    await page.getByLabel("Account").fill("admin");
    await page.getByLabel("Password").fill(server.password);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/console/kiosks");
  }

  return { browser, context, page, open, language, picture, signIn };
}
