# What visitors read on a kiosk.

language-name = English
product-name = Tongxin 同心

# Shell
back = ‹ Back
close = Close
comfort-large-text = Large text
comfort-high-contrast = High contrast
comfort-reach = Low reach
idle-question = Are you still there?
idle-countdown = { $seconds ->
    [one] In one second this screen starts over and clears what was typed.
   *[other] In { $seconds } seconds this screen starts over and clears what was typed.
}
idle-stay = Yes, go on
away = The server is away for a moment; everything here still works
away-outbox = The server is away; { $count ->
    [one] one check-in or message is kept here and will be sent
   *[other] { $count } check-ins and messages are kept here and will be sent
}

# Attract and home
touch-to-begin = Touch to begin
greeting-morning = Good morning, welcome
greeting-afternoon = Good afternoon, welcome
greeting-evening = Good evening, welcome
greeting-morning-short = Good morning
greeting-afternoon-short = Good afternoon
greeting-evening-short = Good evening
today = Today
today-count = { $count } to come
today-empty = Today's activities are over. What is on tomorrow?
home-no-exhibits = Something new will be here soon
calendar = What's on
check-in-here = Check in

# Calendar
week-before = Week before
week-after = Week after
day-count = { $count } on
day-empty = Nothing is planned for this day
day-empty-more = The centre is open as usual; have a look at another day.
days-unknown = The calendar has not arrived yet
days-unknown-more = It will appear when the server is reached.
places-walk-in = Walk in
places-walk-in-more = No registration, just come
places-free = { $count } left
places-waitlist = { $count } waiting
places-full = Full
places-canceled = Canceled
places-count = { $confirmed } of { $capacity } places taken
register-at-desk = Register at the desk; you will get a six-digit code.
category-health = Health
category-family = Family
category-arts = Arts
category-training = Courses
category-volunteer = Volunteering
category-festival = Festival
category-service = Services

# Exhibits
page-back = Previous
page-on = Next
page-end = Finish
listen = Listen
listen-stop = Stop reading
listen-again = Listen again
listen-silent = No sound on this screen
page-of = { $page } of { $count }
picture-back = Previous
picture-on = Next
zoom-in = Zoom in
model-first = Front view
model-waiting = The object is being made ready.
model-broken = This object cannot be shown here.
zoom-out = Zoom out
quiz-number = Question { $number } of { $count }
quiz-right = That's right!
quiz-wrong = Not quite. The answer is:
quiz-next = Go on
quiz-score = { $right } of { $count } right
quiz-praise-all = All of them: you know Haikou by heart!
quiz-praise-most = Well done; the exhibits know the rest.
quiz-praise-some = Thanks for playing; the answers are in the exhibits.
quiz-again = Play again
quiz-done = Home
timeline-year = { $year }
timeline-year-bc = { $year } BC
timeline-decade = { $year }s
timeline-from = from { $year }
timeline-hint = Swipe along the line; touch a year to open it.
timeline-all = All years
people-all = Everyone
part-back = Previous
part-on = Next
compare-both = Both
compare-divider = Divider between “{ $before }” and “{ $after }”
figure-unit = { $value } { $unit }
figure-source = Source: { $source }
chart-hint = Touch any part of the chart
chart-value = { $label }: { $value }
chart-between = { "; " }
chart-bar = Bar chart: { $values }
chart-line = Line chart: { $values }
chart-ring = Ring chart: { $values }
map-all = All
map-list = ‹ All places
map-here = You are here
map-marker = { $number }, { $name }, on the map
map-way = Way from here: follow the red line
map-way-metres = Way from here: follow the red line, about { $metres } m
quiz-multiple = More than one is right: touch them all
quiz-order = Touch them in the right order
quiz-check = Done
quiz-reset = Start over
quiz-were-right = These are right:
quiz-were-ordered = This is the order:

# Guide
guide-hint = Type your question here
guide-write = Write
guide-ask = Ask
guide-says-typing = Go on, I am listening.
guide-says-found = Perhaps it is one of these?
guide-says-answer = This is what I know.
guide-says-unknown = I do not know that. The people at the desk may.
guide-says-desk = Shall I pass it on?
guide-says-sent = Thank you for asking.
guide-says-lost = I am sorry.
guide-none-of-these = None of these: ask the desk
guide-unknown-yet = Nothing here fits yet. Write on, or let the desk answer.
guide-unknown = I have no answer to this. Shall the desk have a look?
guide-to-desk = Pass it to the desk
guide-others = ‹ Other answers
guide-questions = ‹ All questions
guide-related = You may also want to know
guide-again = Ask another
guide-more = More: { $title }
guide-desk = Pass this question to the desk?
guide-desk-privacy = Staff read it without knowing who asked, to answer it here for everyone. Please leave out names; long numbers are struck out.
guide-desk-change = Change it
guide-desk-send = Send it
guide-sending = One moment…
guide-sending-more = It is being written down.
guide-thanks = Your question goes to the desk
guide-thanks-more = Once there is an answer, you will find it here. If you cannot wait, just ask at the desk.
guide-lost = It could not be passed on
guide-lost-more = Please ask at the desk: people there are glad to help.

# Check-in
check-in = Check-in
check-in-scan = Hold your pass to the scanner
check-in-scan-more = The code on your phone, or on paper
check-in-type = Or type your six-digit code
check-in-wrong = No such code here; please look again ({ $left ->
    [one] one try left
   *[other] { $left } tries left
})
check-in-pause = Please wait { $seconds } s, or ask at the desk
check-in-asking = One moment…
check-in-again = Next person
check-in-done = Done
key-clear = Clear
key-erase = Erase
answer-ok = Welcome, { $name }
answer-ok-more = You are checked in. Please go in.
answer-already-in = { $name }, you are already checked in
answer-already-in-more = Just go in.
answer-not-today = This activity is on another day
answer-not-today-more = Please check in on the day.
answer-too-early = You are early!
answer-too-early-more = Check-in opens an hour before; have a look around.
answer-too-late = This activity is over
answer-too-late-more = The calendar has more to come.
answer-waitlisted = { $name }, you are on the waitlist
answer-waitlisted-more = You will hear when a place comes free, or ask at the desk.
answer-canceled = This registration was canceled
answer-canceled-more = To come after all, please register at the desk.
answer-occurrence-canceled = Sorry, this activity was canceled
answer-occurrence-canceled-more = The desk knows about a new date.
answer-unknown = No such code here
answer-unknown-more = Please look again, or ask at the desk.
answer-no-list = It cannot be checked right now
answer-no-list-more = This kiosk has no list and no server. Please check in at the desk.
answer-kept = Kept on this kiosk; it will be sent when the server is back.

# Keyboard
key-shift = Shift
key-shift-lock = SHIFT
key-symbols = 123 #@
key-letters = ABC
key-space = Space
key-english = English
key-pinyin = 中文
key-part = Split
key-take-first = Take the first
key-before = Back
key-more = More

# Before there is anything to show
preparing-searching = Looking for the server
preparing-searching-more = Address: { $server }. Please check the network; this goes on by itself.
preparing-code = Join the fleet
preparing-code-more = An admin approves this code on the Kiosks page of the console ({ $server }).
preparing-refused = An admin refused this device
preparing-refused-more = Please talk to the admin. Once that is settled, this device can ask again.
preparing-ask-again = Ask again
preparing-nothing = Enrolled, waiting for content
preparing-nothing-more = It appears here as soon as a pack is published.
preparing-fetching = Fetching content
preparing-fetching-more = { $done } of { $total } MB are here.

# Dates
date-long = { $weekday } { $day } { $month }
lunar-date = { $day } day of the { $month } lunar month
lunar-date-leap = { $day } day of the leap { $month } lunar month
weekday-1 = Monday
weekday-short-1 = Mon
weekday-2 = Tuesday
weekday-short-2 = Tue
weekday-3 = Wednesday
weekday-short-3 = Wed
weekday-4 = Thursday
weekday-short-4 = Thu
weekday-5 = Friday
weekday-short-5 = Fri
weekday-6 = Saturday
weekday-short-6 = Sat
weekday-7 = Sunday
weekday-short-7 = Sun
month-1 = January
lunar-month-1 = 1st
month-2 = February
lunar-month-2 = 2nd
month-3 = March
lunar-month-3 = 3rd
month-4 = April
lunar-month-4 = 4th
month-5 = May
lunar-month-5 = 5th
month-6 = June
lunar-month-6 = 6th
month-7 = July
lunar-month-7 = 7th
month-8 = August
lunar-month-8 = 8th
month-9 = September
lunar-month-9 = 9th
month-10 = October
lunar-month-10 = 10th
month-11 = November
lunar-month-11 = 11th
month-12 = December
lunar-month-12 = 12th
lunar-day-1 = 1st
lunar-day-2 = 2nd
lunar-day-3 = 3rd
lunar-day-4 = 4th
lunar-day-5 = 5th
lunar-day-6 = 6th
lunar-day-7 = 7th
lunar-day-8 = 8th
lunar-day-9 = 9th
lunar-day-10 = 10th
lunar-day-11 = 11th
lunar-day-12 = 12th
lunar-day-13 = 13th
lunar-day-14 = 14th
lunar-day-15 = 15th
lunar-day-16 = 16th
lunar-day-17 = 17th
lunar-day-18 = 18th
lunar-day-19 = 19th
lunar-day-20 = 20th
lunar-day-21 = 21st
lunar-day-22 = 22nd
lunar-day-23 = 23rd
lunar-day-24 = 24th
lunar-day-25 = 25th
lunar-day-26 = 26th
lunar-day-27 = 27th
lunar-day-28 = 28th
lunar-day-29 = 29th
lunar-day-30 = 30th

# Message wall
wall-leave = Leave a message
wall-write = Write a wish
wall-write-more = A few words, on the keyboard
wall-draw = Draw a picture
wall-draw-more = With a finger, or with two
wall-example = All the best!
wall-checked = It is shown after staff have looked at it.
wall-no-names = Please leave no names and no telephone numbers.
wall-empty = Nothing hangs here yet. Yours could be the first.
wall-a-drawing = A drawing
wall-all = All messages
wall-paper = Paper to draw on
wall-ink = Ink: { $color }
wall-paper-color = Paper: { $color }
wall-papers = Paper
wall-thin = Thin line
wall-middle = Middle line
wall-thick = Thick line
wall-undo = Undo
wall-redo = Redo
wall-clear = Start over
wall-clear-question = Throw this drawing away and start over?
wall-clear-yes = Yes, start over
wall-clear-no = No, keep it
wall-full = The paper is full. Take something back, or go on.
wall-done = Done
wall-chars-left = { $count ->
    [one] 1 more character
   *[other] { $count } more characters
}
wall-ready = Shall it hang on the wall?
wall-change = Change it
wall-send = Send it
wall-sending = Just a moment …
wall-thanks = Thank you!
wall-thanks-more = It will be shown after staff have looked at it.
wall-lost = It could not be kept
wall-lost-more = Nothing was sent. Please try again, or tell somebody at the desk.
wall-to-wall = To the wall
wall-again = Try again
color-black = black
color-white = white
color-grey = grey
color-cream = cream
color-pink = pink
color-red = red
color-orange = orange
color-brown = brown
color-yellow = yellow
color-green = green
color-teal = teal
color-blue = blue
color-purple = purple
