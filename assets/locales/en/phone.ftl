# Text messages, visitors' phone pages, and the console's page of messages.

sms-code = [{ $centre }] Your code is { $code }. It holds for { $minutes } minutes. Please give it to nobody.

console-menu-outbox = Text messages
console-outbox-more = Whose number and what was said is gone as soon as a message has gone; that there was one is known for { $days } days.
console-outbox-way-gateway = A gateway sends them. What they say is shown to nobody.
console-outbox-way-console = No gateway is set: nothing leaves this server, and what would be sent is shown here. That is for trying things out.
console-outbox-way-none = No gateway is set: numbers are not confirmed and no messages are made. The settings' [phone.sms] names one.
console-no-messages = No messages yet
console-no-messages-more = Codes and news for visitors appear here as they are sent.
console-message-when = When
console-message-to = To
console-message-what = What
console-message-state = State
console-message-kind-code = Code for a number
console-message-kind-registration = News of a registration
console-message-waiting = waits
console-message-tried = { $count ->
    [one] tried once
   *[other] tried { $count } times
}
console-message-here = to be read here
console-message-over = no longer of use
console-message-sent = sent
console-message-sent-at = sent { $time }
console-message-failed = not sent
console-message-problem-no-answer = The gateway does not answer.
console-message-problem-status = The gateway refuses it.
console-message-problem-not-taken = The gateway's answer does not say yes.
console-message-problem-address = The gateway's address in the settings is none.
console-message-problem-expired = It came to be of no use before it could go.
console-message-retry = Try again
console-done-message-retried = The message is tried again.
console-did-message-retried = Tried a text message again
console-error-message-gone = There is nothing left of this message to send.
console-error-carry-over-gone = This code is over. Scan a new one at the kiosk.
console-error-no-text-messages = This server sends no text messages.

sms-not-registered = [{ $centre }] Your request could not be taken: { $reason }.
sms-standing-confirmed = [{ $centre }] You have a place: { $title }, { $when }, { $room }. Your code: { $codes }.
sms-standing-offered = [{ $centre }] A place came free for you: { $title }, { $when }. It is kept until { $until }; please say yes.
sms-standing-waiting = [{ $centre }] You are on the waitlist: { $title }, { $when }, number { $position }.
sms-standing-entered = [{ $centre }] You are in the draw: { $title }, { $when }. Lots are drawn on { $until }.
sms-standing-standby = [{ $centre }] You can wait at the door: { $title }, { $when }, { $room }.
sms-standing-released = [{ $centre }] { $title }, { $when }: your place was given to somebody at the door, because nobody had come.
sms-standing-canceled = [{ $centre }] { $title }, { $when }: you are no longer registered.

phone-refused = That did not work
phone-refused-not-found = There is nothing here any more. Scan the code at the kiosk once more.
phone-refused-carry-over-gone = This code is over: it holds for a quarter of an hour and for one registration. Scan a new one at the kiosk.
phone-refused-strange-form = This form is too old, or the browser keeps no cookies. Please open the page once more.
phone-skip = To the content
phone-your-name = Your name
phone-person = Person { $number }: name
phone-age = Age
phone-age-unsaid = rather not say
phone-remove = Remove this person
phone-more = Add another person
phone-guardian-heading = For children under 14
phone-guardian = Name of the guardian
phone-consent = I am the guardian and agree that the child comes. Name, age band and this consent are kept for this activity only.
phone-phone = Mobile number
phone-phone-more = So that we can tell you when something changes. You can leave it empty.
phone-phone-code = A code comes by text message to confirm it.
phone-register = Register
phone-privacy = Names and numbers are kept for this activity only and then deleted. Your number is encrypted.
phone-carried = The kiosk will show when you are done; only your surname appears there.
phone-when = When
phone-where = Where
phone-host = Host
phone-cost = Cost
phone-free = free
phone-for-whom = For whom
phone-access = Access
phone-for-children = for children
phone-age-from = from { $min } years
phone-age-to = up to { $max } years
phone-age-between = { $min } to { $max } years
phone-places-walk-in = No registration: just come
phone-places-free = { $count ->
    [one] one place left
   *[other] { $count } places left
}
phone-places-waitlist = { $count ->
    [one] full, one person waits
   *[other] full, { $count } people wait
}
phone-places-full = full: you join the waitlist
phone-plan-lottery = Places are drawn by lot when registration closes. When you register does not matter.
phone-plan-first-timers = People who have not been here before come first.
phone-closed-canceled = This does not take place
phone-closed-over = This is over
phone-closed-walk-in = You need not register. Just come.
phone-form = Who comes
phone-fault-name = Please write a name.
phone-fault-phone = This does not look like a phone number.
phone-fault-guardian = Somebody is under 14: please write the guardian's name and tick the box.
phone-code-heading = The code from the text message
phone-code-sent = We have sent six digits to { $phone }. They hold for ten minutes.
phone-code = Code
phone-code-do = Confirm and register
phone-code-again = Send it again
phone-code-back = Change the number
phone-code-six = The code is six digits.
phone-code-wrong = { $left ->
    [one] That is not the code. One more try.
   *[other] That is not the code. { $left } more tries.
}
phone-code-over = This code holds no longer. Have a new one sent.
phone-code-wait = A code was sent just now. Please wait { $seconds } seconds.
phone-own-confirmed = You have a place
phone-own-offered = A place is kept for you
phone-own-waiting = You are on the waitlist
phone-own-entered = You are in the draw
phone-own-standby = You can wait at the door
phone-own-released = Your place was given away
phone-own-canceled = Given up
phone-own-position = You are number { $position }.
phone-own-offer-until = Please say yes by { $time }; after that it goes to the next.
phone-own-draw-at = Lots are drawn on { $time }.
phone-own-accept = Yes, I take the place
phone-own-pass = Show this at check-in
phone-own-pass-more = Take a screenshot: it works without a network, too.
phone-own-code = Code
phone-own-keep = Keep this page: whoever has its address can change the registration.
phone-own-calendar = Into my calendar
phone-own-activity = The activity
phone-own-course = A course: this counts for all its dates.
phone-own-cancel = Give it up
phone-own-cancel-more = The place goes to whoever waits longest. This cannot be undone.
phone-own-cancel-who = Who does not come?
phone-own-cancel-all = Give up for everyone
phone-own-cancel-some = Give up for those I ticked
phone-own-change = Correct names and ages
phone-own-change-do = Save
phone-own-came = has come
phone-standing-confirmed = has a place
phone-standing-offered = place kept
phone-standing-waiting = waits
phone-standing-entered = in the draw
phone-standing-standby = waits at the door
phone-standing-released = given away
phone-standing-canceled = given up
phone-done-registered = You are registered. This page is yours: keep its address.
phone-done-changed = It is changed.
phone-done-canceled = It is given up.
phone-done-accepted = The place is yours.
phone-find = Find my registration
phone-find-more = With the six digits of your code and the last four of your phone number.
phone-find-tail = Last four digits of the phone number
phone-find-tail-more = Leave it empty if you gave none.
phone-find-do = Find
phone-find-nothing = Nothing was found with that. Please look at both once more.
