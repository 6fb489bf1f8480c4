// Questions for the desk in a real browser: they come by themselves, are seen to, opened again, asked again.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { startBrowser } from "./browser.mjs";
import { Device, startServer } from "./server.mjs";

let server, browser, page, open, picture, signIn;
const troubles = [], kiosks = [];

before(async () => {
  server = await startServer();
  ({ browser, page, open, picture, signIn } = await startBrowser(server, troubles));
  await signIn();
  for (const name of ["Entrance hall", "Library corner"]) {
    const kiosk = new Device(server.url, `panel-${kiosks.length + 1}`);
    const { pairing_code: code } = await kiosk.ask();
    await open("/console/kiosks");
    await page.getByText(code).waitFor();
    await page.locator(".waiting-kiosk").getByLabel("Name of the kiosk").fill(name);
    await page.getByRole("button", { name: "Approve" }).click();
    await page.getByRole("heading", { name }).waitFor();
    kiosks.push(kiosk);
  }
});
after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0, "the server stops in order");
});

async function send(kiosk, what) {
  const delivery = { id: randomUUID(), exhibit: "guide", language: "zh-CN", at: new Date().toISOString(), what };
  const answer = await kiosk.send("/api/kiosk/v1/deliveries", { deliveries: [delivery] });
  assert.equal(answer.status, 200, await answer.text());
}
const ask = (text, kiosk = kiosks[0]) => send(kiosk, { question: { text } });
const read = (zh, en) => send(kiosks[0], { answer_read: { question: { "zh-CN": zh, en } } });
const row = (words) => page.getByRole("row").filter({ hasText: words });

test("an empty page says what comes, and a question appears by itself", async () => {
  await picture("questions-empty", "/console/questions");
  await page.getByRole("heading", { name: "No questions" }).waitFor();
  await ask("屋顶可以晒被子吗？");
  await row("屋顶可以晒被子吗？").waitFor();
  await page.getByText("one open question").waitFor();
});

test("spellings of one question are counted together, with the kiosks", async () => {
  await ask("屋顶可以 晒被子吗", kiosks[1]);
  await ask("Is there a <piano> I may play?", kiosks[1]);
  await ask("中心什么时候放电影？");
  for (let times = 0; times < 3; times++) await read("卫生间在哪里？", "Where is the toilet?");
  await read("怎么借书？", "How do I borrow a book?");
  await open("/console/questions");
  await row("屋顶可以 晒被子吗").getByText("2", { exact: true }).waitFor();
  await row("屋顶可以 晒被子吗").getByText("Entrance hall, Library corner").waitFor();
  await page.getByText("Is there a <piano> I may play?").waitFor();
  await row("Where is the toilet?").getByText("3", { exact: true }).waitFor();
  await picture("questions", "/console/questions");
});

test("a question is seen to, opened again, and asked again", async () => {
  await open("/console/questions");
  await row("屋顶可以 晒被子吗").getByRole("button", { name: "Done" }).press("Enter");
  await page.getByRole("status").getByText("The question is seen to").waitFor();
  await page.getByText("one question seen to").click();
  await row("屋顶可以 晒被子吗").getByText(/done .*, admin/).waitFor();
  await picture("questions-done", undefined, ["en"]);
  // Looking at it in another size has loaded nothing anew: the list is still open.
  await row("屋顶可以 晒被子吗").getByRole("button", { name: "Open again" }).click();
  await page.getByRole("status").getByText("The question is open again").waitFor();
  await row("屋顶可以 晒被子吗").getByRole("button", { name: "Done" }).click();
  await page.getByText("one question seen to").waitFor();
  await ask("屋顶可以晒被子吗？");
  await row("屋顶可以晒被子吗？").getByText("asked again").waitFor();
});

test("nothing that visitors wrote is in the audit log", async () => {
  await open("/console/audit");
  await page.getByText("Saw to a question").first().waitFor();
  assert.ok(!(await page.content()).includes("晒被子"));
  assert.deepEqual(troubles, []);
});
