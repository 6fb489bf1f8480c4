# Overflow plans in the console.

console-plan-heading = The plan in force
console-plan-walk-in = Nobody has to register: whoever comes is welcome.
console-plan-first-come = First come, first served: places go out in the order of registering.
console-plan-lottery = By lot: whoever registers before { $time } has the same chance, then lots are drawn.
console-plan-first-timers = First-timers first: until { $count } hours before the start only people who have not had a place in this activity are confirmed at once; the others follow in the order of registering.
console-plan-kept-for-walk-ins = { $count ->
    [one] 1 place is kept for whoever walks in.
   *[other] { $count } places are kept for whoever walks in.
 }
console-plan-kept-without-phone = { $count ->
    [one] 1 place is kept for people without a phone, until { $hours } hours before the start.
   *[other] { $count } places are kept for people without a phone, until { $hours } hours before the start.
 }
console-plan-opens = Registration opens on { $time }.
console-plan-closes = Registration closes on { $time }.
console-plan-no-waitlist = There is no waitlist.
console-plan-offers = A place that comes free is offered to whoever is next, who has { $count } minutes to say yes; then it goes to the one after.
console-plan-confirms = A place that comes free goes to whoever is next, at once.
console-plan-waitlist-max = At most { $count } people wait.
console-plan-standby = { $count } minutes after the start, places of people who have not come go to those who wait at the door, in the order of coming.
console-plan-another-at = When { $count } people wait, another date is proposed.
console-plan-course = All dates count as one: a place is a place on each of them.
console-plan-families = A family gets its places together. One that does not fit keeps its number, and the next who fits goes first.
console-plan-another = { $count ->
    [one] 1 person waits. Is there room for another date?
   *[other] { $count } people wait. Is there room for another date?
 }
console-plan-another-make = Add a date
console-plan-lots = Lots
console-plan-seed-hash = The seed's SHA-256, published { $time }:
console-plan-draws-at = Lots are drawn by themselves on { $time }.
console-plan-draw-now = Draw lots now
console-plan-draw-more = Whoever registers after this waits behind all who were drawn. This cannot be taken back.
console-plan-drawn-at = Drawn { $time }
console-plan-proof-holds = Drawn again just now: the same
console-plan-proof-broken = Drawn again just now: not the same
console-plan-seed = The seed:
console-plan-list-hash = The list's SHA-256 (tickets sorted, one a line):
console-plan-tickets = { $count ->
    [one] 1 ticket with its number
   *[other] { $count } tickets with their numbers
 }
console-plan-how-to-check = A ticket's number is the SHA-256 of seed:list:ticket; the smallest is first. To check one: printf 'SEED:LIST:TICKET' | sha256sum
console-plan-record = What the plan did, person by person
console-plan-record-empty = Nothing yet.
console-plan-record-older = { $count } older entries are kept as well.
console-plan-forgotten = forgotten
console-plan-and = {" "}
console-plan-family = Family of { $count }
console-plan-waits = { $earlier ->
    [0] Number { $position }: nobody registered earlier.
   *[other] Number { $position }: { $earlier } registered earlier.
}
console-plan-waits-after-first-timers = Number { $position }: { $first } first-timers go first, { $earlier } registered earlier.
console-plan-waits-after-lots = Number { $position }: { $first } were drawn, { $earlier } registered earlier.
console-plan-waits-drawn = { $earlier ->
    [0] Number { $position }: nobody was drawn earlier.
    [one] Number { $position }: 1 was drawn earlier.
   *[other] Number { $position }: { $earlier } were drawn earlier.
}
console-plan-at-the-door = At the door, number { $position }
console-plan-offered-until = Until { $time }

console-plan-form-heading = When more come than fit
console-plan-form-first-come = First come, first served
console-plan-form-first-come-more = in the order of registering
console-plan-form-lottery = By lot
console-plan-form-lottery-more = drawn when registration closes, and anyone can check it
console-plan-form-first-timers = First-timers first
console-plan-form-first-timers-more = people who have not had a place in this activity before
console-plan-form-opens = Opens, days before (empty: at once)
console-plan-form-closes = Closes, minutes before the start
console-plan-form-first-timers-until = First-timers only, until hours before
console-plan-form-kept-walk-ins = Places kept for walk-ins
console-plan-form-kept-no-phone = Places kept for people without a phone
console-plan-form-kept-until = Those are kept until hours before
console-plan-form-waitlist-max = Longest waitlist (empty: no limit; 0: none)
console-plan-form-offer = Minutes to accept a place that came free (empty: no need to)
console-plan-form-standby = Minutes after the start when no-shows' places go to the door (empty: never)
console-plan-form-another = Propose another date when this many wait (empty: never)
console-plan-form-more = The plan is in force from now on; what it did before stays as it is.
console-plan-form-bad = A whole number, please, and not over 86400.

console-status-offered = Offered
console-status-waiting = Waiting
console-status-entered = In the lottery
console-status-standby = At the door
console-status-released = Did not come
console-registered-entered = { $name } is in the lottery
console-registered-entered-more = The code works if the lot is drawn.
console-undo-cancel = Undo
console-to-the-door = Is at the door
console-person-change = Change
console-person-data = Data
console-person-data-heading = What is known of { $name }
console-person-export = Hand out as a file
console-person-export-more = Everything under this name and number, for them to take along. That it was handed out is logged.
console-person-erase = Erase
console-person-erase-heading = Erase what is known of { $name }?
console-person-erase-more = Name, age and number are erased wherever they are, and what is to come is given up. Nobody can undo this.
console-person-forgotten = forgotten
console-person-guardian = Guardian who agrees (for anyone under 14)
console-person-more = More of the family
console-person-number = Person { $number }
console-person-walked-in = Came without having registered
console-done-registration-restored = Put back.
console-done-registration-stands-by = Waits at the door now.
console-done-registration-corrected = Corrected. The place stays.
console-done-person-erased = Erased.
console-done-lots-drawn = Lots are drawn.
console-error-full = Everything is taken, and the waitlist is full.
console-error-not-open-yet = Registration has not opened yet.
console-error-closed = Registration is closed.
console-error-no-registration-needed = Nobody has to register for this.
console-error-phone-unconfirmed = The number has to be confirmed again.
console-error-guardian-needed = Somebody is under 14: write down which guardian agrees.
console-error-not-for-this-age = This is for people of another age.
console-error-people-count = At most eight people can be registered together, or with one number.
console-error-name-unclear = A name is missing or too long.
console-error-registration-not-found = There is no such registration.
console-error-offer-over = The offer is over.
console-error-no-standby = The plan of this activity knows no waiting at the door, or the person does not wait.
console-error-no-lots-to-draw = There are no lots to draw, or they were drawn.
