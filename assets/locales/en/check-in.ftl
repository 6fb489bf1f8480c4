# Check-in on the kiosk, beyond the six-digit code: phone, family, walk-ins, coming and going.

name-separator = { ", " }
check-in-by-phone = By phone number
check-in-by-code = By six-digit code
check-in-walk-in = I have not registered
check-in-type-tail = The last four digits of your phone number
check-in-wrong-tail = That does not fit together; please look again ({ $left ->
    [one] one try
   *[other] { $left } tries
} left)
check-in-names = Which of these is your name?
check-in-names-more = Names are partly hidden. If yours is not here, please use your code or ask at the desk.
check-in-name-ending = Name ending in { $last }
check-in-name-of-two = Name of two characters
check-in-surnames = { $name }: what is your surname?
check-in-surnames-more = For names in letters: the first letter.
check-in-who = Who is here?
check-in-who-more = Touch whoever has not come.
check-in-person-came = is here
check-in-person-missing = is not here
check-in-person-in = has checked in before
person-numbered = { $name } (no. { $number })
check-in-came = { $count ->
    [0] Nobody chosen
    [one] Check one person in
   *[other] Check { $count } people in
}
check-in-start-over = Start over
check-in-doors = Where would you like to go in?
check-in-doors-more = These are open now and have places. Only the number of people is kept.
check-in-doors-none = There is nothing to walk in to right now
check-in-doors-next = The next door opens { $time }.
check-in-doors-ask = Please ask at the desk, or look into the calendar.
check-in-places = { $count ->
    [one] one place left
   *[other] { $count } places left
}
check-in-places-all = everyone welcome
check-in-people-more = How many are you? No name, no number is asked.
check-in-fewer = −
check-in-more = +
check-in-go-in = { $count ->
    [one] One person goes in
   *[other] { $count } people go in
}
answer-ok-nameless = Welcome!
answer-ok-nameless-more = You are checked in. Please go in.
answer-walked-in-more = { $count ->
    [one] One person is counted. Please go in.
   *[other] { $count } people are counted. Please go in.
}
answer-already-in-nameless = This pass is checked in already
answer-already-in-nameless-more = Just go in.
answer-unknown-pass = This pass is not one of ours
answer-unknown-pass-more = Perhaps it is for something else. The desk will gladly help.
answer-other-centre = This pass is for another centre
answer-other-centre-more = Please look on it where it is; the desk can show you the way.
answer-left = Goodbye, { $name }
answer-left-more = You are checked out. Come back whenever you like.
answer-in-again = Welcome back, { $name }
answer-in-again-more = You are checked in again.
answer-choose = Who is here?
answer-choose-more = Please choose who has come.
answer-full = Sorry, there are not that many places
answer-full-more = Please ask at the desk; sometimes a place comes free.
