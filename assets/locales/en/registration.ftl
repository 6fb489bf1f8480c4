# What somebody who registers is told: on a kiosk, on a phone, at the desk.

registration-why-confirmed = You have a place.
registration-why-offered = A place is kept for you until { $time }. Say yes by then, or it goes to the next.
registration-why-waiting = { $before ->
    [0] You are next: the first place that comes free is offered to you.
    [one] 1 person who registered before you waits, too. You are number { $position }.
   *[other] { $before } people who registered before you wait, too. You are number { $position }.
 }
registration-why-waiting-after-first-timers = People who come for the first time go first. { $before ->
    [0] You are next after them.
    [one] 1 person waits before you. You are number { $position }.
   *[other] { $before } people wait before you. You are number { $position }.
 }
registration-why-waiting-drawn = Your lot was drawn as number { $drawn }. { $before ->
    [0] The next place that comes free is yours.
    [one] 1 person who was drawn before you still waits.
   *[other] { $before } people who were drawn before you still wait.
 }
registration-why-waiting-after-lots = You registered after lots were drawn: everyone who was drawn goes first. You are number { $position }.
registration-why-entered = Your lot is in. Lots are drawn on { $time }, and everyone has the same chance.
registration-why-standby = You wait at the door. The place of whoever has not come shortly after the start is given away in the order of coming. You are number { $position }.
registration-why-released = You had not come some time after the start, and your place was given to somebody at the door. Please ask at the desk.
registration-why-canceled = This registration was given up.
registration-why-passed-over = { " " }Last time { $free } came free and you need { $needed }; you keep your number.

registration-reason-confirmed = You have a place
registration-reason-waitlisted = You are on the waitlist
registration-reason-in-lottery = Your lot is in
registration-reason-standby = You wait at the door
registration-reason-changed = Changed
registration-reason-canceled = Given up
registration-reason-offered = A place is kept for you
registration-reason-full = Everything is taken, and the waitlist is full
registration-reason-not-open-yet = Registration has not opened yet
registration-reason-closed = Registration is closed
registration-reason-occurrence-canceled = This date was canceled
registration-reason-occurrence-over = This date is over
registration-reason-no-registration-needed = No need to register: just come
registration-reason-already-registered = You are registered already
registration-reason-phone-unclear = This cannot be a phone number
registration-reason-phone-unconfirmed = The number has to be confirmed again
registration-reason-guardian-needed = For children under 14 a guardian has to agree
registration-reason-not-for-this-age = This is for people of another age
registration-reason-people-count = Too many people for one registration
registration-reason-name-unclear = A name is missing or too long
registration-reason-registration-not-found = Nothing was found under this
registration-reason-came-already = The person has come already
registration-reason-offer-over = The offer is over

# The record of places, in words.
registration-record-joined-confirmed = registered and got a place at once
registration-record-joined-waiting = registered and went on the waitlist
registration-record-joined-entered = registered; the lot is in
registration-record-joined-standby = came to the door and waits there
registration-record-drawn = was drawn as number { $position }
registration-record-offered = was offered a place until { $time }
registration-record-confirmed-promoted = got a place that came free
registration-record-confirmed-offer-accepted = took the offered place
registration-record-confirmed-by-staff = got a place from staff
registration-record-passed-over = was passed over: { $free } came free, { $needed } are needed; the number stays
registration-record-stood-by = came to the door and waits there
registration-record-released = had not come; the place went to the door
registration-record-canceled-by-themselves = gave it up
registration-record-canceled-by-staff = was canceled by staff
registration-record-canceled-offer-lapsed = let the offer pass; it went to the next
registration-record-restored = was put back: { $standing }
registration-record-corrected = was corrected; the place stays

registration-by-plan = by itself
registration-by-series = with the course
registration-by-kiosk = at a kiosk
registration-by-phone = on a phone
registration-by-staff = at the desk
registration-by-door = at the door
registration-by-themselves = by themselves
