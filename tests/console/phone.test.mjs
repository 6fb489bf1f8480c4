// A visitor's own phone: the pages at phone size, in both languages, without scripts; registering, the code, the pass,
// giving it up, a child with a guardian, and a visit that was carried over from a kiosk.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { pictures, startBrowser } from "./browser.mjs";
import { Device, startServer } from "./server.mjs";

const PHONE = { width: 390, height: 844 };
let server, staff, phone, page, occurrence;
const troubles = [];

const tomorrow = () => new Date(Date.now() + 24 * 3600 * 1000).toISOString().slice(0, 10);

before(async () => {
  server = await startServer(undefined, "[phone]\ncodes_in_console = true\n");
  staff = await startBrowser(server, troubles);
  await staff.signIn();
  occurrence = await makeActivity("12");
  // No scripts: everything has to work without them.
  phone = await staff.browser.newContext({ viewport: PHONE, locale: "en-GB", javaScriptEnabled: false, hasTouch: true, isMobile: true });
  page = await phone.newPage();
  page.setDefaultTimeout(10_000);
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) troubles.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith("data:")) troubles.push(`asks ${request.url()}`);
  });
});
after(async () => {
  await staff?.browser.close();
  await server?.stop();
});

async function makeActivity(places, start = "15:00", end = "16:30", plan = {}) {
  await staff.open("/console/activities/new");
  const form = staff.page.locator("form:has([name=title_zh])");
  for (const [name, value] of [
    ["title_zh", "亲子书法课"], ["title_en", "Calligraphy for families"], ["room_zh", "二楼书画室"], ["room_en", "Studio, 2nd floor"],
    ["date", tomorrow()], ["start", start], ["end", end], ["capacity", places], ...Object.entries(plan),
  ]) await form.locator(`[name=${name}]`).fill(value);
  await form.locator("button.main, button[type=submit]").first().click();
  await staff.page.waitForURL(/done=activity-added/);
  await staff.page.goto(`${server.url}/console/activities?day=${tomorrow()}`);
  const links = await staff.page.locator("a[href^='/console/occurrences/']").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  return links.at(-1).split("/").pop().split("?")[0];
}

// The last code that would have been sent.
async function codeSent() {
  await staff.open("/console/outbox");
  const text = await staff.page.locator(".message").first().textContent();
  return /\d{6}/.exec(text)[0];
}

// A picture; and nothing is wider than the phone or too small for a finger.
async function look(name) {
  const shown = await page.evaluate(() => 1).catch(() => null);
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: path.join(pictures, `phone-${name}.png`), fullPage: true });
  }
  const box = await page.locator("body").boundingBox();
  assert.ok(box.width <= PHONE.width, `${name} is ${box.width} px wide`);
  for (const button of await page.locator("main button:visible:not(.visually-hidden), main input:visible:not([type=checkbox]), main select:visible").all()) {
    const size = await button.boundingBox();
    assert.ok(size.height >= 48, `${name}: ${await button.textContent()} is ${size.height} px high`);
  }
  return shown;
}

const press = (name) => page.getByRole("button", { name, exact: true }).last().click();

test("the activity says what it is in both languages, and the form fits", async () => {
  await page.goto(`${server.url}/a/${occurrence}?lang=zh-CN`);
  assert.match(await page.locator("h1").textContent(), /亲子书法课/);
  await look("activity-zh");
  await page.getByRole("link", { name: "English" }).click();
  assert.match(await page.locator("h1").textContent(), /Calligraphy/);
  await look("activity-en");
});

test("one person registers with a number, confirms it, and gets a pass", async () => {
  await page.goto(`${server.url}/a/${occurrence}?lang=en`);
  await page.getByLabel("Your name").fill("Ann Lee");
  await page.getByLabel("Mobile number").fill("138 7654 1234");
  await press("Register");
  await look("code");
  await page.getByLabel("Code").fill("000000");
  await press("Confirm and register");
  assert.match(await page.locator(".fault").textContent(), /not the code/);
  await look("code-wrong");
  await page.getByLabel("Code").fill(await codeSent());
  await press("Confirm and register");
  await page.waitForURL(/\/r\//);
  assert.match(await page.locator("h1").textContent(), /You have a place/);
  assert.equal(await page.locator(".pass svg").count(), 1);
  await look("own");
  const own = page.url().split("?")[0];
  // By code and the number's end it is found as well; with another end it is not.
  const code = (await page.locator(".people .digits").textContent()).replace(" ", "");
  await page.goto(`${server.url}/r`);
  await page.getByLabel("Code").fill(code);
  await page.getByLabel(/Last four/).fill("9999");
  await press("Find");
  assert.match(await page.locator(".fault").textContent(), /Nothing was found/);
  await look("find");
  await page.getByLabel("Code").fill(code);
  await page.getByLabel(/Last four/).fill("1234");
  await press("Find");
  await page.waitForURL(own);
  await page.getByText("Give it up", { exact: true }).first().click();
  await press("Give it up");
  await page.waitForURL(/done=canceled/);
  assert.match(await page.locator("h1").textContent(), /Given up/);
  await look("given-up");
});

test("a family with a child: the guardian is asked for, all are registered, one gives up", async () => {
  await page.goto(`${server.url}/a/${occurrence}?lang=en`);
  assert.equal(await page.getByLabel("Name of the guardian").isVisible(), false);
  await page.getByLabel("Your name").fill("Ann Lee");
  await page.locator("[name=age-0]").selectOption("35-59");
  await press("Add another person");
  await page.getByLabel("Person 2: name").fill("Mia Lee");
  await page.locator("[name=age-1]").selectOption("under-14");
  assert.equal(await page.getByLabel("Name of the guardian").isVisible(), true);
  await press("Register");
  assert.match(await page.locator(".guardian .fault").textContent(), /under 14/);
  await look("guardian");
  assert.equal(await page.getByLabel("Person 1: name").inputValue(), "Ann Lee");
  await page.getByLabel("Name of the guardian").fill("Ann Lee");
  await page.getByLabel(/I am the guardian/).check();
  await press("Register");
  await page.waitForURL(/\/r\//);
  assert.equal(await page.locator(".people li").count(), 2);
  await look("family");
  await page.getByText("Give it up", { exact: true }).first().click();
  await page.locator("[name=who]").nth(1).check();
  await press("Give up for those I ticked");
  await page.waitForURL(/done=canceled/);
  assert.match(await page.locator(".people").textContent(), /given up/);
});

test("a visit that a kiosk carried over is done on the phone, and only once", async () => {
  const kiosk = new Device(server.url, "lobby");
  await kiosk.ask();
  await staff.open("/console/kiosks");
  await staff.page.getByLabel("Name of the kiosk").fill("Lobby");
  await staff.page.getByRole("button", { name: "Approve" }).click();
  await staff.page.getByRole("status").waitFor();
  const id = randomUUID();
  const carry = await (await kiosk.send("/api/kiosk/v1/carry-overs", { id, occurrence, language: "zh-CN" })).json();
  const state = async () => (await fetch(`${server.url}/api/kiosk/v1/carry-overs/${id}`, { headers: { authorization: `Bearer ${kiosk.secret}` } })).json();
  assert.deepEqual(await state(), { state: "waiting" });
  await page.goto(server.url + carry.path);
  assert.match(page.url(), /\/a\//);
  assert.deepEqual(await state(), { state: "open" });
  await page.getByLabel("您的姓名").fill("王小明");
  await look("carried-zh");
  await press("报名");
  await page.waitForURL(/\/r\//);
  await look("own-zh");
  assert.deepEqual(await state(), { state: "done", reason: "confirmed", masked_name: "王**" });
  await page.goto(server.url + carry.path);
  await look("carry-over-gone-zh");
  assert.match(await page.locator("main").textContent(), /失效/);
});

test("a full activity puts the phone on the waitlist and says which place", async () => {
  const full = await makeActivity("1", "19:00", "20:00");
  for (const name of ["Ann", "Bea"]) {
    await page.goto(`${server.url}/a/${full}?lang=en`);
    await page.getByLabel("Your name").fill(name);
    await press("Register");
    await page.waitForURL(/\/r\//);
  }
  assert.match(await page.locator("h1").textContent(), /waitlist/);
  await look("waitlist");
});

test("a place that comes free is offered, taken on the phone, and the name corrected there", async () => {
  const full = await makeActivity("1", "20:30", "21:00", { offer_minutes: "60" });
  const own = [];
  for (const name of ["Ann", "Bea"]) {
    await page.goto(`${server.url}/a/${full}?lang=en`);
    await page.getByLabel("Your name").fill(name);
    await press("Register");
    await page.waitForURL(/\/r\//);
    own.push(page.url().split("?")[0]);
  }
  await page.goto(own[0]);
  await page.getByText("Give it up", { exact: true }).first().click();
  await press("Give it up");
  await page.waitForURL(/done=canceled/);
  await page.goto(own[1]);
  assert.match(await page.locator("h1").textContent(), /A place is kept for you/);
  assert.equal(await page.locator(".pass svg").count(), 0);
  await look("offered");
  await press("Yes, I take the place");
  await page.waitForURL(/done=accepted/);
  assert.match(await page.locator("h1").textContent(), /You have a place/);
  assert.equal(await page.locator(".pass svg").count(), 1);
  await look("accepted");
  await page.getByText("Correct names and ages", { exact: true }).click();
  await page.locator("[name=name-0]").fill("Beatrice Tan");
  await page.locator("[name=age-0]").selectOption("60-74");
  await look("correct");
  await press("Save");
  await page.waitForURL(/done=changed/);
  assert.match(await page.locator(".people").textContent(), /B\*\* T\*\*/);
  await staff.open(`/console/occurrences/${full}`);
  assert.match(await staff.page.locator("main").textContent(), /B\*\* T\*\*/);
});

test("staff see the messages, without numbers", async () => {
  await staff.picture("outbox", "/console/outbox");
  assert.doesNotMatch(await staff.page.locator("main").textContent(), /13876541234/);
});

test("the browser complained of nothing", () => assert.deepEqual(troubles, []));
