// Publishing ring by ring in a real browser: one kiosk first, failures, going on, taking back everywhere.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";
import { Device, packFile, startServer } from "./server.mjs";

const CENTRES = [
  { id: "riyue", zh: "日月广场党群活动中心", en: "Riyue Plaza Activity Centre" },
  { id: "guomao", zh: "国贸街道党群活动中心", en: "Guomao Activity Centre" },
];
const KIOSKS = [
  ["Entrance hall", "riyue"], ["Library corner", "riyue"], ["Second floor", "riyue"], ["Tea room", "guomao"], ["Lobby", "guomao"],
];

let server, browser, page, open, picture, signIn;
const troubles = [], fleet = {};

before(async () => {
  server = await startServer(CENTRES);
  ({ browser, page, open, picture, signIn } = await startBrowser(server, troubles));
  await signIn();
});
after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0, "the server stops in order");
});

const city = (version) => packFile((toml) => toml
  .replace('id = "riyue"', 'id = "city"').replace('centre = "riyue"', 'centre = "shared"')
  .replace(/^title = .*$/m, `title = { "zh-CN" = "海口全城", en = "All of Haikou" }`)
  .replace(/^tagline = .*$/m, `tagline = { "zh-CN" = "第${version}版", en = "Edition ${version}" }`));

async function upload(version) {
  await open("/console/packs?centre=shared");
  await page.locator("#pack-file").setInputFiles({ name: `city-${version}.txpack`, mimeType: "application/zip", buffer: city(version) });
  await page.getByText("is in order").waitFor({ timeout: 60_000 });
}

const packs = (version, state) => ({ packs: [{ id: "city", version, state }] });
const tookBack = (version) => ({ ...packs(version - 1, "confirmed"), reverted: [{ id: "city", version, reason: "crashed" }] });

test("kiosks of two centres join and the city's first pack goes to all at once", async () => {
  for (const [name, centre] of KIOSKS) {
    const kiosk = fleet[name] = new Device(server.url, `panel-${name.toLowerCase().replace(" ", "-")}`);
    const { pairing_code: code } = await kiosk.ask();
    await open("/console/kiosks");
    await page.getByText(code).waitFor();
    await page.locator(".waiting-kiosk").getByLabel("Name of the kiosk").fill(name);
    await page.locator(".waiting-kiosk select").selectOption(centre);
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("heading", { name }).waitFor();
  }
  await picture("packs-shared-empty", "/console/packs?centre=shared");
  await upload(1);
  await page.getByRole("button", { name: "Publish…" }).click();
  await page.getByText("It goes to all centres").waitFor();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("status").getByText("Published").waitFor({ timeout: 60_000 });
  for (const kiosk of Object.values(fleet)) await kiosk.report(packs(1, "confirmed"));
});

test("the next version is published ring by ring, with the keyboard alone", async () => {
  await upload(2);
  await page.getByRole("button", { name: "Publish…" }).press("Enter");
  const sheet = page.locator(".sheet:popover-open");
  await sheet.waitFor();
  await sheet.getByLabel("First this kiosk").waitFor({ state: "hidden" });
  await sheet.getByLabel("All at once").press("ArrowDown");
  await sheet.getByLabel("First this kiosk").selectOption({ label: "Entrance hall · Riyue Plaza Activity Centre" });
  await sheet.getByLabel("Then one whole centre").selectOption("riyue");
  await picture("publish-rings", undefined, ["en"]);
  await sheet.getByText("When it stops and how long it waits").press("Enter");
  await sheet.getByLabel("Minutes to watch each ring").fill("0");
  await picture("publish-policy", undefined, ["en"]);
  await sheet.getByRole("button", { name: "Publish", exact: true }).press("Enter");
  await page.getByRole("status").getByText("Published to the first ring").waitFor({ timeout: 60_000 });
  const rings = page.locator(".ring");
  assert.deepEqual(await rings.locator("h3").allInnerTexts(), ["Entrance hall", "Riyue Plaza Activity Centre", "All other kiosks"]);
  await picture("rollout-begun", new URL(page.url()).pathname);
});

test("progress appears by itself and the rollout goes on by itself", async () => {
  await fleet["Entrance hall"].report(packs(2, "trial"));
  await page.getByText("1 on trial").waitFor();
  await fleet["Entrance hall"].report(packs(2, "confirmed"));
  await page.locator(".ring.now").getByText("Riyue Plaza Activity Centre").waitFor();
  await fleet["Library corner"].report(packs(2, "trial"));
  await page.getByText("1 on trial").waitFor();
  await picture("rollout-running", new URL(page.url()).pathname);
  await picture("packs-on-its-way", "/console/packs?centre=shared");
});

test("a failure stops it and says which kiosk and why; somebody goes on", async () => {
  await page.getByRole("link", { name: "See how it goes" }).click();
  await fleet["Second floor"].report(tookBack(2));
  await page.getByText("Stopped by failures").waitFor();
  await page.locator(".problems").getByText("Second floor · it crashed.").waitFor();
  await picture("rollout-stopped", new URL(page.url()).pathname);
  await picture("kiosks-took-back", "/console/kiosks");
  await page.goBack();
  await upload(3);
  await page.getByText("stopped because of failures").waitFor();
  await picture("upload-in-the-way", undefined, ["en"]);
  await page.locator(".result").getByRole("link", { name: "See how it goes" }).click();
  await page.getByRole("button", { name: "Go on…" }).press("Enter");
  await page.locator(".sheet:popover-open").getByText("will not try it again").waitFor();
  await page.locator(".sheet:popover-open").getByRole("button", { name: "Go on" }).press("Enter");
  await page.getByRole("status").getByText("The rollout goes on").waitFor();
});

test("it is taken back everywhere in one action, and another version can be chosen", async () => {
  await page.getByRole("button", { name: "Take back everywhere…" }).click();
  const sheet = page.locator(".sheet:popover-open");
  await sheet.getByText("2 kiosks show it and return to v1").waitFor();
  await sheet.getByRole("button", { name: "Take back everywhere" }).click();
  await page.getByRole("status").getByText("Taken back everywhere").waitFor();
  await picture("rollout-taken-back", new URL(page.url()).pathname);
  await picture("packs-taken-back", "/console/packs?centre=shared");
  await page.getByRole("button", { name: "Go to this version" }).click();
  await page.locator(".sheet:popover-open").getByText("from v1 to it").waitFor();
  await page.locator(".sheet:popover-open").getByRole("button", { name: "Go to this version" }).click();
  await page.getByRole("status").getByText("Kiosks switch to that version").waitFor();
  await page.getByRole("row", { name: /v2/ }).getByText("for all").waitFor();
  await open("/console/audit");
  for (const words of ["Began a rollout", "Stopped a rollout because of failures", "Took a version back everywhere", "Chose another version"]) {
    await page.getByText(words).first().waitFor();
  }
  assert.deepEqual(troubles, []);
});
