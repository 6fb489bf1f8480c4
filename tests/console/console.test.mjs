// The console in a real browser, as staff use it. Pictures of every page go to the folder SCREENSHOTS names.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { after, before, test } from "node:test";
import { pictures, startBrowser } from "./browser.mjs";
import { Device, brokenPackFile, packFile, startServer } from "./server.mjs";

let server, browser, context, page, kiosk, open, language, picture;
const troubles = [];

before(async () => {
  server = await startServer();
  ({ browser, context, page, open, language, picture } = await startBrowser(server, troubles));
});
after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0, "the server stops in order");
});

test("staff sign in; a wrong password gets kind words", async () => {
  await open("/");
  await page.waitForURL("**/console/sign-in");
  await picture("sign-in", "/console/sign-in");
  await page.getByLabel("Account").fill("admin");
  await page.getByLabel("Password").fill("wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").getByText("Account or password is not right").waitFor();
  await page.getByLabel("Password").fill(server.password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "No kiosk yet" }).waitFor();
  await picture("kiosks-empty", "/console/kiosks");
  await picture("packs-empty", "/console/packs");
  await picture("activities-empty", "/console/activities");
  await picture("schedules-empty", "/console/schedules");
});

test("a device that asks to join appears by itself and is approved", async () => {
  kiosk = new Device(server.url, "panel-entrance");
  await open("/console/kiosks");
  const { pairing_code: code } = await kiosk.ask();
  await page.getByText(code).waitFor();
  await picture("kiosks-waiting", "/console/kiosks");
  await page.getByLabel("Name of the kiosk").fill("Entrance hall");
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("status").getByText("The kiosk is in").waitFor();
  await page.getByRole("heading", { name: "Entrance hall" }).waitFor();
});

test("a broken pack lists every problem and publishes nothing", async () => {
  await open("/console/packs");
  await page.locator("#pack-file").setInputFiles({ name: "broken.txpack", mimeType: "application/zip", buffer: brokenPackFile() });
  await page.getByText(/problems keep this pack/).waitFor();
  const findings = await page.locator(".findings li").count();
  assert.ok(findings >= 4, `${findings} problems`);
  await page.getByText("exhibit.toml:1").first().waitFor();
  await picture("packs-problems", undefined, ["en"]);
  await language("zh-CN");
  await open("/console/packs");
  await page.locator("#pack-file").setInputFiles({ name: "broken.txpack", mimeType: "application/zip", buffer: brokenPackFile() });
  await page.getByText("处问题，改好才能发布").waitFor();
  await picture("packs-problems", undefined, ["zh-CN"]);
  await open("/console/packs");
  await page.getByText("Nothing published yet").waitFor();
});

test("a dropped pack is checked, confirmed and published", async () => {
  await open("/console/packs");
  const bytes = packFile().toString("base64");
  const transfer = await page.evaluateHandle((base64) => {
    const data = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
    const drop = new DataTransfer();
    drop.items.add(new File([data], "riyue.txpack", { type: "application/zip" }));
    return drop;
  }, bytes);
  await page.dispatchEvent("#upload", "drop", { dataTransfer: transfer });
  await page.getByText("is in order").waitFor({ timeout: 60_000 });
  await picture("packs-upload", undefined, ["en"]);
  await page.getByRole("button", { name: "Publish…" }).click();
  await page.getByLabel(/example activities/).check();
  if (pictures) await page.screenshot({ path: path.join(pictures, "packs-confirm-en-wide.png") });
  await page.getByRole("button", { name: "Publish", exact: true }).click({ noWaitAfter: true });
  await page.getByRole("status").getByText("Published").waitFor({ timeout: 60_000 });
  await kiosk.report();
  await new Device(server.url, "panel-2").ask();
  await picture("packs", "/console/packs");
  await picture("kiosks", "/console/kiosks");
});

test("an activity is made, people registered, a check-in appears by itself", async () => {
  await picture("activities", "/console/activities");
  await picture("activity-form", "/console/activities/new");
  const now = new Date(Date.now() + 8 * 3600e3);
  // Soon: there is a waitlist until it begins. A day has an end; close to it the occurrence would end tomorrow.
  const latest = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), 23, 50);
  const start = new Date(Math.min(now.getTime() + 600e3, latest));
  const clock = (at) => at.toISOString().slice(11, 16);
  await page.getByLabel("Name in Chinese").fill("楼下棋局");
  await page.getByLabel("Name in English").fill("Chess downstairs");
  await page.getByLabel("Room in Chinese").fill("一楼");
  await page.getByLabel("Date", { exact: true }).fill(now.toISOString().slice(0, 10));
  await page.getByLabel("Begins").fill(clock(start));
  await page.getByLabel("Ends", { exact: true }).fill("23:59");
  await page.getByLabel("Number of places").fill("1");
  await page.getByRole("button", { name: "Put it in the calendar" }).click();
  await page.getByText("The activity is in the calendar").waitFor();
  await page.getByRole("link", { name: /Chess downstairs/ }).click();
  await picture("occurrence-empty", new URL(page.url()).pathname);
  await page.getByLabel("Name", { exact: true }).fill("王小明");
  await page.getByLabel("Phone").fill("138 7654 1234");
  await page.getByRole("button", { name: "Register" }).click();
  await page.getByText("has a place").waitFor();
  const code = (await page.locator(".code.big").innerText()).replace(/\D/g, "");
  assert.match(code, /^\d{6}$/);
  await page.getByLabel("Name", { exact: true }).fill("李红");
  await page.getByRole("button", { name: "Register" }).click();
  await page.getByText("is on the waitlist").waitFor();
  const registered = new URL(page.url());
  await picture("occurrence", registered.pathname + registered.search);
  const check_in = { id: randomUUID(), code, at: new Date().toISOString(), offline: false };
  const answer = await (await kiosk.send("/api/kiosk/v1/check-ins", { check_ins: [check_in] })).json();
  assert.equal(answer.answers[0].reason, "ok");
  await page.locator(".came").first().waitFor();
  await page.getByText("Entrance hall").first().waitFor();
});

test("a schedule reaches a connected kiosk within two seconds, and the page shows it", async () => {
  const stop = await kiosk.listen((event) => event === "content" && kiosk.report({ schedule_version: 2 }));
  await open("/console/schedules");
  await picture("schedules-home", "/console/schedules");
  await page.getByRole("link", { name: "New rule" }).click();
  await picture("rule-form", "/console/schedules/rules/new");
  await page.getByLabel("Name of the rule").fill("Mornings");
  await page.getByLabel("Exhibit", { exact: true }).nth(0).selectOption({ index: 1 });
  await page.getByLabel("Exhibit", { exact: true }).nth(1).selectOption({ index: 2 });
  await page.getByLabel("Mon", { exact: true }).check();
  await page.getByRole("button", { name: "Keep in the draft" }).click();
  await page.getByText("Draft, not published").waitFor();
  await picture("schedules-draft", "/console/schedules");
  await page.getByLabel("Moment").fill("2026-11-23T10:00");
  await page.locator("#preview").getByText('Playlist "Mornings"').waitFor();
  await page.locator("#preview").getByText("until 12:00").waitFor();
  const began = Date.now();
  await page.getByRole("button", { name: "Publish" }).click();
  await page.locator("#followers").getByText("In effect").waitFor();
  const took = Date.now() - began;
  assert.ok(took < 2000, `${took} ms`);
  await picture("schedules", "/console/schedules");
  await stop();
});

test("rows of a playlist are added and moved with the keyboard", async () => {
  await open("/console/schedules/rules/new");
  const rows = page.locator("#items li");
  const before = await rows.count();
  await page.getByRole("button", { name: "Add an exhibit" }).press("Enter");
  assert.equal(await rows.count(), before + 1);
  await rows.nth(1).getByLabel("Exhibit", { exact: true }).selectOption({ index: 1 });
  const chosen = await rows.nth(1).getByLabel("Exhibit", { exact: true }).inputValue();
  await rows.nth(1).getByRole("button", { name: "Earlier" }).press("Enter");
  assert.equal(await rows.nth(0).getByLabel("Exhibit", { exact: true }).inputValue(), chosen);
});

test("a confirmation opens and closes with the keyboard, and live parts leave it alone", async () => {
  // Time is the test's: it skips on, nothing waits.
  await page.clock.install();
  await open("/console/kiosks");
  let looks = 0;
  const count = (request) => { if (request.url().endsWith("/console/kiosks/list")) looks += 1; };
  page.on("request", count);
  const remove = page.getByRole("button", { name: "Remove", exact: true }).first();
  await remove.press("Enter");
  const sheet = page.locator(".sheet:popover-open");
  await sheet.waitFor();
  await kiosk.report({ activity: "visit" });
  looks = 0;
  await page.clock.runFor(10_000);
  // A request made by now would have been seen before this one is answered.
  await page.evaluate(() => fetch("/healthz"));
  assert.equal(looks, 0, "the part behind is not fetched while it is open");
  assert.ok(await sheet.isVisible());
  await page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  const fetched = page.waitForRequest("**/console/kiosks/list");
  await page.clock.runFor(4_000);
  await fetched;
  await page.getByText("In use").waitFor();
  page.off("request", count);
});

test("the first press of Tab offers to skip the menu, and focus can be seen", async () => {
  await open("/console/kiosks");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the content" });
  assert.ok(await skip.evaluate((link) => link === document.activeElement && getComputedStyle(link).outlineStyle !== "none"));
});

test("everything that was done is in the audit log; then the door closes", async () => {
  await picture("audit", "/console/audit");
  for (const words of ["Approved a kiosk", "Published a pack", "Registered someone", "Published a schedule"]) {
    await page.getByText(words).first().waitFor();
  }
  await picture("account", "/console/account");
  await picture("not-found", "/console/nothing");
  await open("/console/kiosks");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/console/sign-in");
  await open("/console/kiosks");
  await page.waitForURL("**/console/sign-in");
  assert.deepEqual(troubles, []);
});
