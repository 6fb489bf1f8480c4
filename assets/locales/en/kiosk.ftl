# What visitors read on a kiosk.

language-name = English
product-name = Tongxin 同心

# Shell
back = ‹ Back
close = Close
comfort-large-text = Large text
comfort-high-contrast = High contrast
comfort-reach = Low reach
comfort-speak = Speak on touch
comfort-reduced-motion = Less motion
comfort-more-time = More time
access = Accessibility
access-title = Make it easier to use
access-large-text = Words are a third larger.
access-high-contrast = Black on white, strong lines.
access-reach = Everything to touch is low on the screen.
access-speak = One touch speaks, a second one chooses. Two fingers scroll.
access-speak-missing = This screen has no voice. Please ask at the desk.
access-reduced-motion = Nothing slides, fades or counts up.
access-more-time = The screen waits much longer for you.
access-on = On
access-off = Off
access-done = Done
idle-question = Are you still there?
idle-countdown = { $seconds ->
    [one] In one second this screen starts over and clears what was typed.
   *[other] In { $seconds } seconds this screen starts over and clears what was typed.
}
idle-stay = Yes, go on
idle-longer = I need more time
away = The server is away for a moment; everything here still works
away-outbox = The server is away; { $count ->
    [one] one check-in or message is kept here and will be sent
   *[other] { $count } check-ins and messages are kept here and will be sent
}

# Speak on touch
speech-voice = en
speech-button = button
speech-unavailable = not available now
speech-picture = picture
speech-slider = slider
speech-chosen = on
speech-not-chosen = off
speech-home = Home. Choose an exhibit, what's on, or check in.
speech-intro = Speak on touch is on. Touch once to hear what is there, touch it again to choose it. Move your finger about to look around. Two fingers scroll.
speech-hint = To hear this screen, hold two fingers on the glass for three seconds.
speech-switch = For English, choose the button English at the top of the screen.
speech-off = Speak on touch is off.
speech-idle = Are you still there? Touch the screen to go on.
speech-check-in-pause = Too many tries. Please wait a little, or ask at the desk.

# Attract and home
touch-to-begin = Touch to begin
greeting-morning = Good morning, welcome
greeting-afternoon = Good afternoon, welcome
greeting-evening = Good evening, welcome
greeting-morning-short = Good morning
greeting-afternoon-short = Good afternoon
greeting-evening-short = Good evening
today = Today
tomorrow = Tomorrow
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
layout-list = List
layout-week = Week
layout-month = Month
to-today = Today
filter = Filter
filter-count = Filter · { $count }
filter-what = What kind
filter-how = And also
filter-children = For children
filter-places = Places left
filter-free = Free of charge
filter-days-off = Weekends and holidays
filter-chip = { $name } { $count }
filter-chip-chosen = { $name } { $count }  ×
filter-clear = Clear all
filter-everything = Show everything
filter-change = Change the filter
filter-show = { $count ->
    [one] Show one activity
   *[other] Show { $count } activities
}
no-match = Nothing fits all of this
no-match-more = With a little less asked, there may be something for you.
month-before = Month before
month-after = Month after
month-title = { $month } { $year }
month-known-until = known until { $day }
week-span = { $from } to { $to }
day-off = Off
day-worked = Work
day-closed = Closed
day-off-long = public holiday
day-worked-long = make-up workday
day-closed-long = the centre is closed
day-today = Today, { $date }
day-tomorrow = Tomorrow, { $date }
day-after-tomorrow = The day after tomorrow, { $date }
day-lunar = { $day } ({ $lunar })
day-unknown = Not known yet
day-unknown-short = not yet
day-no-match = Nothing on this day fits
day-no-match-more = Another day may have it, or have a look at everything.
day-next = Next: { $day }
days-beyond = What is on after { $day } is not known yet
days-beyond-more = Come back in a few days: there will be more.
places-over = Over
time-now = { $time } · on now
course = Course
course-dates = Course, { $count ->
    [one] one date, { $first }
   *[other] { $count } dates, { $first } to { $last }
}
course-more = { $dates }. Registering once is for all of them.
dates-other = Other dates
dates-course = The other dates of the course
date-button = { $weekday } { $date }
fact-host = Held by
fact-kind = Kind
fact-for = For
fact-cost = Cost
fact-languages = Languages
fact-access = Accessibility
for-everyone = Everyone is welcome
for-children = Children and those who come with them
for-ages = People { $ages }
for-children-ages = Children { $ages }
ages-from = from { $min } years
ages-to = up to { $max } years
ages-between = from { $min } to { $max } years
cost-free = Free of charge
list-separator = { ", " }
part-separator = { "; " }
spoken-zh = Mandarin
spoken-en = English
spoken-nan = Hainanese
spoken-yue = Cantonese
spoken-hak = Hakka
spoken-lic = Hlai
spoken-csl = Chinese Sign Language
spoken-ru = Russian
plan-sentence = { $parts }.
plan-first-come = First come, first served
plan-lottery = Lots are drawn on { $when }; whoever registers before has the same chance
plan-first-timers = First-timers come first, then the order of registering
plan-kept-walk-ins = { $count ->
    [one] one place is kept for people who just come
   *[other] { $count } places are kept for people who just come
}
plan-kept-without-phone = { $count ->
    [one] one place is kept for people without a phone
   *[other] { $count } places are kept for people without a phone
}
plan-waitlist = once it is full there is a waitlist
plan-no-waitlist = there is no waitlist
plan-standby = { $minutes } minutes after the start, places of people who have not come go to those at the door
register-here = Register here
register-wait = Join the waitlist
register-opens = Registration opens on { $when }
register-closed = Registration has closed; the desk may still be able to help.
register-full = Places and waitlist are full; perhaps another date?
take-along = Scan with your phone
take-along-address = Opens a page of this centre and puts this date into your phone's calendar.
take-along-date = Puts this date into your phone's calendar; no network needed.

# Exhibits
page-back = Previous
page-on = Next
page-end = Finish
listen = Listen
listen-stop = Stop reading
listen-again = Listen again
listen-silent = No sound on this screen
page-of = { $page } of { $count }
picture-of = Picture { $picture } of { $count }
picture-back = Previous
picture-on = Next
zoom-in = Zoom in
model-first = Front view
model-waiting = The object is being made ready.
model-broken = This object cannot be shown here.
film-watch = Watch
film-watch-length = Watch · { $length }
film-play = Play
film-pause = Pause
film-again = Watch again
film-back = Back 10 s
film-on = On 10 s
film-bar = Place in the film
film-told-place = { $at } of { $length }
film-told-length = A film of { $length }
film-told-begins = It plays from the beginning
film-told-playing = It plays from { $at }
film-told-paused = Paused at { $place }
film-told-ended = The film is over
film-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
film-minutes-and-seconds = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}{" "}{ $seconds ->
    [one] 1 second
   *[other] { $seconds } seconds
}
film-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
film-subtitles-on = Subtitles on
film-subtitles-off = Subtitles off
film-subtitles-none = No subtitles
film-sound-on = Sound on
film-sound-off = Sound off
film-sound-none = No sound here
film-waiting = The film is being made ready.
film-broken = This film cannot be played here.
picture-broken = This picture cannot be shown.
film-absent = This screen was set up without films.
zoom-out = Zoom out
turn-left = Turn left
turn-right = Turn right
panorama-read = Show the text
panorama-unread = Hide the text
panorama-waiting = The view is being made ready.
panorama-spots = To see here
panorama-turn-to = Turn to “{ $name }”
panorama-on-map = { $name }, on the map
quiz-number = Question { $number } of { $count }
quiz-right = That's right!
quiz-wrong = Not quite.
quiz-was-right = The answer is:
quiz-you-chose = You chose:
quiz-you-ordered = Your order:
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
timeline-line = Line of years
people-all = Everyone
part-back = Previous
part-on = Next
compare-both = Both
compare-divider = Divider between “{ $before }” and “{ $after }”
compare-only = Only “{ $side }” is seen
compare-seen = { $percent } percent “{ $before }”, { $rest } percent “{ $after }”
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
map-told-list = { $name }: { $count ->
    [one] one place
   *[other] { $count } places
}
map-told-metres = About { $metres } m from here
map-here = You are here
map-marker = { $number }, { $name }, on the map
map-way = Way from here: follow the thick line
map-way-metres = Way from here: follow the thick line, about { $metres } m
map-side-right = On the map: to the right of “You are here”
map-side-right-below = On the map: below “You are here”, to the right
map-side-below = On the map: below “You are here”
map-side-left-below = On the map: below “You are here”, to the left
map-side-left = On the map: to the left of “You are here”
map-side-left-above = On the map: above “You are here”, to the left
map-side-above = On the map: above “You are here”
map-side-right-above = On the map: above “You are here”, to the right
quiz-multiple = More than one is right: touch them all
quiz-order = Touch them in the right order
# An answer that was touched, and its place in the order that was asked for.
quiz-placed = { $place ->
    [1] { $answer }, 1st
    [2] { $answer }, 2nd
    [3] { $answer }, 3rd
   *[other] { $answer }, { $place }th
}
quiz-check = Done
quiz-reset = Start over
quiz-were-right = These are right:
quiz-were-ordered = This is the order:
quiz-best-today = Today's best
quiz-best-none = Nobody has come to the end today: be the first
quiz-best-until = No names are kept, and all is gone at midnight
quiz-best-own = { $sign } (you)
quiz-you-are = Today you are the { $sign }
flower-0 = bougainvillea
flower-1 = coconut blossom
flower-2 = lotus
flower-3 = kapok
flower-4 = frangipani
flower-5 = hibiscus
flower-6 = jasmine
flower-7 = sunflower
flower-8 = orchid
flower-9 = ixora
flower-10 = water lily
flower-11 = morning glory
as-of-today = As of today, { $time }
as-of = As of { $date }, { $time }
figure-not-yet = Not counted yet: it comes with the network

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
guide-told-topic = { $name }: { $count ->
    [one] one question
   *[other] { $count } questions
}
guide-told-found = { $count ->
    [one] One question fits
   *[other] { $count } questions fit
}
guide-desk = Pass this question to the desk?
guide-desk-privacy = Staff read it without knowing who asked, to answer it here for everyone. Please leave out names; long numbers are struck out.
guide-desk-change = Change it
guide-desk-send = Send it
guide-sending = One moment…
guide-sending-more = It is being written down.
guide-thanks = Your question goes to the desk
guide-thanks-more = Once there is an answer, you will find it here. If you cannot wait, just ask at the desk.
guide-lost = It could not be passed on
guide-enough = Five questions went out from here just now
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
key-hand = 手写
key-undo-stroke = Undo stroke
key-write-again = Start over
writing-paper = Paper to write on
writing-here = Write one character here
writing-looking = Looking…
writing-full = There is no room for more
writing-unseen = That sign cannot be seen, so it is left out
writing-blank = Nothing is written yet

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
lunar-date-kept = { $lunar } · { $kept }
date-short = { $day } { $month }
clock-time = { $time } { $part }
clock-span = { $from } to { $to }
clock-span-same = { $from } to { $to } { $part }
clock-hour = { $hour }
clock-half = { $hour }:30
clock-minutes = { $hour }:{ $minute }
clock-part-night = am
clock-part-early = am
clock-part-morning = am
clock-part-noon = pm
clock-part-afternoon = pm
clock-part-evening = pm
lunar-short-day = lunar { $day }
lunar-short-month = { $month } moon
lunar-short-month-leap = leap { $month } moon
lunar-cell-day = { $day }
lunar-cell-month = { $month } moon
lunar-cell-month-leap = leap { $month }
solar-term-0 = Spring Equinox
solar-term-1 = Pure Brightness
solar-term-2 = Grain Rain
solar-term-3 = Summer Begins
solar-term-4 = Grain Buds
solar-term-5 = Grain in Ear
solar-term-6 = Summer Solstice
solar-term-7 = Lesser Heat
solar-term-8 = Greater Heat
solar-term-9 = Autumn Begins
solar-term-10 = End of Heat
solar-term-11 = White Dew
solar-term-12 = Autumn Equinox
solar-term-13 = Cold Dew
solar-term-14 = First Frost
solar-term-15 = Winter Begins
solar-term-16 = Light Snow
solar-term-17 = Heavy Snow
solar-term-18 = Winter Solstice
solar-term-19 = Lesser Cold
solar-term-20 = Greater Cold
solar-term-21 = Spring Begins
solar-term-22 = Rain Water
solar-term-23 = Insects Awaken
festival-new-year = New Year
festival-womens-day = Women's Day
festival-labour-day = Labour Day
festival-childrens-day = Children's Day
festival-party-day = Party's Day
festival-army-day = Army Day
festival-teachers-day = Teachers' Day
festival-national-day = National Day
festival-new-years-eve = New Year's Eve
festival-spring-festival = Spring Festival
festival-lantern = Lantern Festival
festival-third-of-third = Third of Third
festival-dragon-boat = Dragon Boat
festival-double-seventh = Double Seventh
festival-mid-autumn = Mid-Autumn
festival-double-ninth = Double Ninth
festival-laba = Laba
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
wall-told-lines = { $count ->
    [0] Nothing is drawn
    [one] One line is drawn
   *[other] { $count } lines are drawn
}
wall-told-undone = The last line is taken back.
wall-told-redone = It is there again.
wall-told-cleared = The paper is empty again.
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
wall-enough = Five messages came from here just now
wall-enough-more = Yours waits here, it was not sent yet. Let others have a turn; in a few minutes it can be sent.
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
