// The calendar of activities in a real browser: what comes again, rooms that are taken, dragging, taking back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import ICAL from "ical.js";
import { startBrowser } from "./browser.mjs";
import { startServer } from "./server.mjs";

let server, browser, page, open, picture, signIn;
const troubles = [];

// Days of the coming weeks by their offset from the Monday after next: nothing of them is over.
const monday = new Date();
monday.setUTCDate(monday.getUTCDate() + 14 - ((monday.getUTCDay() + 6) % 7));
const day = (offset) => new Date(monday.getTime() + offset * 86_400_000).toISOString().slice(0, 10);

before(async () => {
  server = await startServer();
  ({ browser, page, open, picture, signIn } = await startBrowser(server, troubles));
  await signIn();
});
after(async () => {
  await browser?.close();
  assert.equal(await server?.stop(), 0, "the server stops in order");
});

const save = (name = "Put it in the calendar") => page.getByRole("button", { name }).click();
async function fill(fields) {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
}
const choose = (name) => page.getByRole("radio", { name, exact: true }).check();
const block = (title) => page.locator(".block, .chip").filter({ hasText: title });

test("a class comes again every week, and its next dates are seen before it is saved", async () => {
  await open("/console/activities/new");
  await fill({ "Name in Chinese": "书法课", "Name in English": "Calligraphy", "Room in Chinese": "学习室", "Room in English": "Study room", "Held by, Chinese": "王老师", "Held by, English": "Mr Wang" });
  await fill({ Date: day(1), Begins: "10:00", Ends: "11:30" });
  await choose("Every week");
  await page.getByRole("checkbox", { name: "Tue" }).check();
  await page.getByRole("checkbox", { name: "Thu" }).check();
  await page.getByRole("heading", { name: "Every week on Tue, Thu" }).waitFor();
  assert.equal(await page.locator(".next-dates li").count(), 10);
  await choose("After so many dates");
  await page.getByLabel("Number of dates").fill("6");
  await page.getByRole("heading", { name: "Every week on Tue, Thu; 6 dates" }).waitFor();
  assert.equal(await page.locator(".next-dates li").count(), 6);
  await choose("Every month");
  await choose("On this weekday");
  await page.getByLabel("Which one of the month").selectOption("second");
  await page.getByRole("heading", { name: "Every month on the second Sat; 6 dates" }).waitFor();
  await choose("Every year, lunar calendar");
  await page.getByRole("heading", { name: "Every year on the 15th day of the 1st lunar month" }).waitFor();
  await choose("By a rule of RFC 5545");
  await page.getByLabel("Rule", { exact: true }).fill("FREQ=HOURLY");
  await page.getByText("an activity comes at most once a day").waitFor();
  await choose("Every week");
  await page.getByRole("heading", { name: "Every week on Tue, Thu; 6 dates" }).waitFor();
  await page.getByRole("checkbox", { name: "Mandarin" }).check();
  await page.getByRole("checkbox", { name: "Chinese sign language" }).check();
  await picture("calendar-form", undefined, ["en"]);
  await save();
  await page.getByRole("status").getByText("The activity is in the calendar").waitFor();
  assert.equal(await page.getByRole("link", { name: /Calligraphy/ }).count(), 2);
});

test("a room that is taken is said while the form is filled in", async () => {
  await open(`/console/activities/new?day=${day(1)}`);
  await fill({ "Name in Chinese": "读报", "Name in English": "Newspapers", Begins: "11:00", Ends: "12:00" });
  await page.getByLabel("Room in Chinese").fill("学习室");
  await page.getByLabel("Room in Chinese").press("Tab");
  assert.equal(await page.getByLabel("Room in English").inputValue(), "Study room", "a known room brings its other name");
  await page.getByText("Study room is taken: Calligraphy").waitFor();
  await picture("calendar-collision", undefined, ["en"]);
  await save();
  await page.getByText("Two things at one time").waitFor();
  await page.getByLabel("Save it all the same").check();
  await save();
  await page.getByRole("status").getByText("The activity is in the calendar").waitFor();
});

test("dragged in a month, it moves only after a yes, and comes back", async () => {
  await open(`/console/activities?view=month&day=${day(1)}`);
  await block("Newspapers").dragTo(page.locator(`td[data-day="${day(3)}"]`));
  const sheet = page.locator("#move-sheet");
  await sheet.getByRole("heading", { name: 'Move "Newspapers"?' }).waitFor();
  await sheet.getByText("Study room is taken: Calligraphy").waitFor();
  await sheet.getByText("Keep").click();
  assert.equal(await page.locator(`td[data-day="${day(1)}"]`).getByText("Newspapers").count(), 1);
  await block("Newspapers").dragTo(page.locator(`td[data-day="${day(2)}"]`));
  await sheet.getByLabel("Date").waitFor();
  await sheet.getByRole("button", { name: "Move it" }).click();
  await page.getByRole("status").getByText("Moved.").waitFor();
  assert.equal(await page.locator(`td[data-day="${day(2)}"]`).getByText("Newspapers").count(), 1);
  await page.getByRole("button", { name: "Take back" }).click();
  await page.getByRole("status").getByText("It is as before").waitFor();
  assert.equal(await page.locator(`td[data-day="${day(1)}"]`).getByText("Newspapers").count(), 1);
  await picture("calendar-month", `/console/activities?view=month&day=${day(1)}`);
});

test("dragged in a week, it goes to the hour it is dropped at", async () => {
  await open(`/console/activities?view=week&day=${day(1)}`);
  const column = page.locator(`[data-day="${day(4)}"]`);
  const box = await column.boundingBox();
  await block("Newspapers").dragTo(column, { targetPosition: { x: box.width / 2, y: box.height / 2 } });
  const sheet = page.locator("#move-sheet");
  // Half of 8 to 21 o'clock.
  await sheet.getByLabel("Begins").waitFor();
  assert.equal(await sheet.getByLabel("Begins").inputValue(), "14:30");
  await picture("calendar-week", `/console/activities?view=week&day=${day(1)}`);
});

test("one date is canceled and taken back, copied, and added to", async () => {
  await open(`/console/activities?view=week&day=${day(1)}`);
  await block("Newspapers").click();
  await page.getByRole("button", { name: "Cancel activity" }).click();
  await page.locator("#cancel-occurrence").getByLabel("Why").fill("storm");
  await page.locator("#cancel-occurrence").getByRole("button", { name: "Cancel activity" }).click();
  await page.getByText("was canceled").waitFor();
  await page.getByRole("button", { name: "Take back" }).click();
  await page.getByRole("status").getByText("It is as before").waitFor();
  await page.getByRole("link", { name: "Another date" }).click();
  await fill({ Date: day(5) });
  await save("Add this date");
  await page.getByRole("status").getByText("The date is in the calendar").waitFor();
  await picture("calendar-occurrence");
  await page.getByRole("link", { name: "Copy" }).click();
  assert.equal(await page.getByLabel("Name in English").inputValue(), "Newspapers");
});

test("whoever takes part in a course is on a date that is added to it, and on one that comes back", async () => {
  await open("/console/activities/new");
  await fill({ "Name in Chinese": "国画班", "Name in English": "Ink painting", "Room in Chinese": "画室", "Room in English": "Studio" });
  await fill({ Date: day(2), Begins: "09:00", Ends: "10:30", "Number of places": "2" });
  await page.getByLabel("A course: who registers comes to every date").check();
  await save();
  await page.getByRole("link", { name: /Ink painting/ }).first().click();
  const first = new URL(page.url()).pathname;
  const register = async (name, said) => {
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByText(said).waitFor();
  };
  await register("王小明", "has a place");
  await register("李红", "has a place");
  await page.getByRole("link", { name: "Another date" }).click();
  await fill({ Date: day(4), "Number of places": "1" });
  await save("Add this date");
  await page.getByText("More people take part in the course").waitFor();
  await open(`${first}`);
  await page.getByRole("link", { name: "Another date" }).click();
  await fill({ Date: day(4) });
  await save("Add this date");
  await page.getByRole("status").getByText("The date is in the calendar").waitFor();
  const added = new URL(page.url()).pathname;
  assert.notEqual(added, first);
  for (const name of ["王**", "李**"]) await page.getByText(name, { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Cancel activity" }).click();
  await page.locator("#cancel-occurrence").getByLabel("Why").fill("storm");
  await page.locator("#cancel-occurrence").getByRole("button", { name: "Cancel activity" }).click();
  await page.getByText("was canceled").waitFor();
  await open(first);
  await register("赵强", "is on the waitlist");
  await open(added);
  await page.getByRole("button", { name: "Take back" }).click();
  await page.getByRole("status").getByText("It is as before").waitFor();
  await page.getByText("赵**", { exact: true }).first().waitFor();
  await picture("calendar-course", undefined, ["en"]);
});

test("a series is changed for the dates ahead, and days are marked", async () => {
  await open(`/console/activities?view=week&day=${day(1)}`);
  await block("Calligraphy").first().click();
  await page.getByRole("link", { name: "How it comes again" }).click();
  await page.getByLabel("Begins").fill("16:00");
  await page.getByLabel("Ends", { exact: true }).fill("17:30");
  await page.locator(".next-dates li").getByText("16:00–17:30").first().waitFor();
  await picture("calendar-series", undefined, ["en"]);
  await save("Save for all dates ahead");
  await page.getByRole("status").getByText("Saved for all dates ahead").waitFor();
  await open("/console/activities/days");
  await page.getByLabel("From", { exact: true }).fill(day(1));
  await page.getByLabel("To", { exact: true }).fill(day(1));
  await page.getByLabel("What they are").selectOption("The centre is closed");
  await page.getByRole("button", { name: "Mark" }).click();
  await page.getByRole("cell", { name: "Centre closed" }).waitFor();
  await picture("calendar-days", "/console/activities/days");
  await open(`/console/activities?view=week&day=${day(1)}`);
  await page.getByText("Centre closed").waitFor();
  assert.equal(await page.locator(`[data-day="${day(1)}"]`).getByText("Calligraphy").count(), 0);
});

test("another program reads the feed", async () => {
  const answer = await fetch(`${server.url}/feeds/centres/riyue.ics?lang=en`);
  const calendar = new ICAL.Component(ICAL.parse(await answer.text()));
  const events = calendar.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event));
  const class_ = events.find((event) => event.summary === "Calligraphy");
  assert.equal(class_.location, "Study room, Riyue Plaza Activity Centre");
  assert.equal(class_.duration.toSeconds(), 90 * 60);
  assert.ok(class_.description.includes("In Mandarin, Chinese sign language"), class_.description);
  assert.equal(class_.startDate.zone.tzid, "UTC");
  assert.ok(events.every((event) => event.uid && Number.isInteger(event.sequence)));
  assert.equal(new Set(events.map((event) => event.uid)).size, events.length);
  assert.deepEqual(troubles, []);
});
