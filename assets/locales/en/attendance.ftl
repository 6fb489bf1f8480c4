# Who came: the console's part beside an occurrence, and volunteers' hours.

console-attendance-heading = At the door
console-attendance-recent = Checked in within the last 15 minutes
console-undo-check-in = Undo
console-undo-check-in-of = Undo the check-in of { $name }
console-undo-walk-in = Undo this count
console-used-twice-count = { $count ->
    [one] One pass or code was used at two doors.
   *[other] { $count } passes or codes were used at two doors.
}
console-used-twice-more = The earliest counts as the attendance. These let somebody in as well:
console-walked-in-count = { $count ->
    [0] Nobody walked in without registering
    [one] One person walked in without registering
   *[other] { $count } people walked in without registering
}
console-walk-in-places = { $count ->
    [0] No place is free for walk-ins.
    [one] One place is free for walk-ins.
   *[other] { $count } places are free for walk-ins.
}
console-walk-in-unlimited = Everyone can walk in.
console-walk-in-privacy = Only the number is kept.
console-walk-in-people = People
console-walk-in-count = Count them in
console-walk-in-by-staff = at the desk
console-hours-heading = Hours of volunteers
console-hours-more = From checking in to checking out, within the time of the activity. Without a check-out the last stay counts nothing.
console-hours-export = Take as a file
console-hours-empty = No volunteer checked in this month
console-hours-empty-more = Hours appear here as soon as volunteers check in and out at a kiosk.
console-hours-times = Times
console-hours-hours = Hours
console-hours-open = Did not check out
console-hours-open-count = { $count ->
    [one] once
   *[other] { $count } times
}
console-done-check-in-undone = Taken back. The person can check in again.
console-done-walk-ins-counted = Counted.
console-done-walk-ins-undone = The count is taken back.
console-did-check-in-undone = Took a check-in back
console-did-walk-ins-counted = Counted walk-ins
console-did-walk-ins-undone = Took walk-ins back
console-did-service-hours-exported = Took volunteers' hours as a file
console-error-undo-too-late = A check-in can be taken back within 15 minutes.
console-error-course-places = More people take part in the course than this date would have places. Give it at least as many.
console-error-no-places-left = There are not that many places left for walk-ins.
console-error-door-not-open = Check-in opens an hour before the start.
console-reason-other-centre = Pass of another centre
console-reason-left = Left
console-reason-in-again = Came back
console-reason-choose = Asked who came
console-reason-full = No place left
