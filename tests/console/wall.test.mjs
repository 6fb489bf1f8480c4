// Messages on a wall in a real browser: they come, are looked at, approved, declined, taken down, taken back.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";
import { Device, packFile, startServer } from "./server.mjs";

let server, browser, page, open, picture, signIn, kiosk;
const troubles = [];

before(async () => {
  server = await startServer();
  ({ browser, page, open, picture, signIn } = await startBrowser(server, troubles));
  await signIn();
  kiosk = new Device(server.url, "panel-entrance");
  const { pairing_code: code } = await kiosk.ask();
  await open("/console/kiosks");
  await page.getByText(code).waitFor();
  await page.locator(".waiting-kiosk").getByLabel("Name of the kiosk").fill("Entrance hall");
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByRole("heading", { name: "Entrance hall" }).waitFor();
  await open("/console/packs");
  await page.locator("#pack-file").setInputFiles({ name: "riyue.txpack", mimeType: "application/zip", buffer: packFile() });
  await page.getByText("is in order").waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "Publish…" }).click();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("status").getByText("Published").waitFor({ timeout: 60_000 });
});
after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0, "the server stops in order");
});

const inks = ["#1D2B30", "#B5281F", "#B45A08", "#1F5FA8"];
async function leave(content, paper = "#FFF9EC") {
  const delivery = { id: randomUUID(), exhibit: "wall", language: "zh-CN", at: new Date().toISOString(), what: { note: { paper, inks, content } } };
  const answer = await kiosk.send("/api/kiosk/v1/deliveries", { deliveries: [delivery] });
  assert.equal(answer.status, 200, await answer.text());
}
const wish = (words, paper) => leave({ words }, paper);
const boat = [
  { ink: 3, width: 1, points: [[200, 1500], [500, 1400], [800, 1500], [1100, 1400], [1400, 1500], [1800, 1400]] },
  { ink: 1, width: 2, points: [[600, 1250], [750, 1350], [1250, 1350], [1400, 1250], [600, 1250]] },
  { ink: 0, width: 1, points: [[1000, 1250], [1000, 500], [1400, 1100], [1000, 1100]] },
  { ink: 2, width: 2, points: [[1600, 400]] },
];
const notes = () => page.locator("[data-note]");
const onTheWall = async () => {
  const answer = await fetch(`${server.url}/api/kiosk/v1/walls`, { headers: { authorization: `Bearer ${kiosk.secret}` } });
  return ((await answer.json()).walls.wall ?? []).map((shown) => shown.note.content.words ?? "a drawing");
};

test("an empty wall says what comes, and a message announces itself", async () => {
  await picture("wall-empty", "/console/wall");
  await page.getByRole("heading", { name: "Nothing waits" }).waitFor();
  await wish("愿大家平平安安");
  await page.getByRole("link", { name: "One more has come" }).click();
  await page.getByText("The wish wall").waitFor();
  await page.getByText("Entrance hall").waitFor();
});

test("each message has its picture, and words are never more than words", async () => {
  await leave({ drawing: boat }, "#DFEEF4");
  await wish("</text><script>alert(1)</script>", "#FCE4DE");
  await wish("Happiness and good health to all my neighbours on floor 5", "#E0F0E2");
  await wish("打我电话 13800001234", "#FDEFC3");
  await open("/console/wall");
  assert.equal(await notes().count(), 5);
  assert.equal(await page.locator("svg[role=img] path").count(), boat.length);
  await page.getByRole("img", { name: "Wish: </text><script>" }).waitFor();
  await page.getByText("Looks like a phone number").waitFor();
  await picture("wall-waiting", "/console/wall");
});

test("one is approved, with the keyboard alone, and taken back", async () => {
  await page.getByRole("checkbox", { name: "Wish: 愿大家平平安安" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("a");
  await page.getByRole("status").getByText("On the wall").waitFor();
  assert.deepEqual(await onTheWall(), ["愿大家平平安安"]);
  assert.equal(await notes().count(), 4);
  await page.keyboard.press("u");
  await page.getByRole("status").getByText("Taken back").waitFor();
  assert.deepEqual(await onTheWall(), []);
  assert.equal(await notes().count(), 5);
});

test("many are decided at once, and one is taken down", async () => {
  const ticked = page.getByRole("button", { name: "Approve what is ticked" });
  assert.ok(await ticked.isDisabled());
  await page.getByLabel("Tick all").check();
  await page.getByRole("checkbox", { name: /13800001234/ }).uncheck();
  await page.getByRole("checkbox", { name: /script/ }).uncheck();
  await picture("wall-ticked", undefined, ["en"]);
  await ticked.click();
  await page.getByRole("status").getByText("On the wall").waitFor();
  assert.equal((await onTheWall()).length, 3);
  await page.getByLabel("Tick all").check();
  await page.getByRole("button", { name: "Decline what is ticked" }).click();
  await page.getByRole("status").getByText("Not on the wall").waitFor();
  await page.getByRole("link", { name: /^Shown/ }).click();
  await picture("wall-shown", "/console/wall?state=shown");
  await notes().filter({ has: page.getByRole("img", { name: "A drawing" }) }).getByRole("button", { name: "Take down" }).click();
  await page.getByRole("status").getByText("Not on the wall").waitFor();
  assert.equal((await onTheWall()).includes("a drawing"), false);
  await picture("wall-declined", "/console/wall?state=declined");
  assert.equal(await notes().count(), 3);
});

test("every decision is in the log, without what a visitor wrote", async () => {
  await open("/console/audit");
  for (const words of ["Approved a message", "Declined a message or took it down", "Put a message back to wait"]) {
    await page.getByText(words).first().waitFor();
  }
  assert.equal(await page.getByText("13800001234").count(), 0);
  assert.deepEqual(troubles, []);
});
