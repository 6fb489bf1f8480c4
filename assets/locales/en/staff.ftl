# What staff read on the staff panel of a kiosk.

staff = Staff
staff-close = ‹ Close
staff-cancel = Cancel
staff-now = Now
staff-device = Device
staff-log = Log
staff-actions = Actions
staff-asking = One moment…
staff-unknown = Not known
staff-version = Version { $version }

# The door
staff-pin = Staff only: please type the PIN
staff-pin-enter = Open
staff-pin-checking = One moment…
staff-pin-wrong = That is not the PIN ({ $left ->
    [one] one try before a pause
   *[other] { $left } tries before a pause
})
staff-pin-pause = Too many wrong PINs. Please wait { $seconds } s.
staff-no-pin = No PIN is set on this kiosk
staff-no-pin-more = The staff panel stays closed until there is one. On this machine, run "tongxin kiosk --hash-pin", copy the line it prints into the kiosk's settings file, and restart the kiosk.

# Now: what plays
staff-playing = On the screen
staff-plays = What plays
staff-plays-nothing = Nothing yet
staff-plays-home = Exhibits and home screen of "{ $title }"
staff-plays-playlist = Playlist "{ $title }"
staff-why = Why
staff-why-rule = The schedule's rule "{ $rule }" says so
staff-why-default = No rule of the schedule fits now, so its default plays
staff-why-no-schedule = No schedule is published, so the pack's own loop plays
staff-until = Until
staff-until-further = Until further notice
staff-schedule = Schedule

# Now: what is here
staff-packs = Content packs
staff-packs-none = None is here yet
staff-pack-fetched = Fetched
staff-pack-verified = Verified
staff-pack-staged = Waits for the visit to end
staff-pack-trial = On trial
staff-pack-confirmed = Confirmed
staff-pack-reverted = Taken back
staff-generation = Generation
staff-generation-before = Generation { $before } is kept to go back to.
reverted-crashed = It crashed three times.
reverted-file-missing = A file of it was missing or broken.
reverted-no-frames = The screen stood still while it was shown.
reverted-staff = Staff went back to the version before.

# Now: news
staff-news = News from the server
staff-update = At the moment
staff-update-idle = Waiting for the next look
staff-update-looking = Asking the server and verifying its answer
staff-update-fetching = { $done } of { $total } are here
staff-update-checking = Checking every file again
staff-last-look = Last look
staff-last-look-none = Not looked yet since the start
staff-result-fine = Fine
staff-result-new = New
staff-result-away = Not reached
staff-result-failed = Failed
staff-result-refused = Refused
staff-result-nothing = Nothing is published for this centre.
staff-result-unchanged = Everything that is published is here.
staff-result-staged = Generation { $generation } is here and appears when the visit ends.
staff-result-unreachable = Nobody answered. What is here goes on; the next look comes by itself.
staff-result-no-space = There is too little room: { $needed } are needed, { $free } are free.
staff-result-disk = The disk or the stick could not be read or written.
staff-reason-unnamed = Reason: { $reason }
staff-expiry = News is taken until
staff-expiry-unknown = Nothing has been verified yet
staff-expiry-left = { $days ->
    [0] Ends today
    [one] One day left
   *[other] { $days } days left
}
staff-expiry-more = After that nothing new is taken until the server signs again. What is on show stays.
staff-expired = Expired
staff-expired-more = Nothing new is taken until this kiosk reaches a server that signs again. What is on show stays.

# Now: the server and the clock
staff-connection = Server and clock
staff-server = Server
staff-connected = Connected
staff-away = Not reached
staff-outbox = To be delivered
staff-outbox-count = { $count ->
    [0] Nothing waits
    [one] One check-in or message waits
   *[other] { $count } check-ins and messages wait
}
staff-clock = This kiosk's clock
staff-clock-trusted = Right
staff-clock-trusted-more = Somebody confirmed it lately.
staff-clock-holdover = Not confirmed lately
staff-clock-holdover-more = It was right when last confirmed and runs on by itself.
staff-clock-untrusted = Not to be believed
staff-clock-untrusted-more = Please set the machine's time, or connect it to a time server. What is on show stays.
staff-clock-floor = The kiosk works with { $at }, which was signed.
staff-problems = Problems
staff-problem = Problem

# Device
staff-kiosk = This kiosk
staff-name = Name
staff-centre = Centre
staff-id = Id
staff-program = Program version
staff-panel = Panel
staff-panel-size = { $width } × { $height } pixels, { $mm } mm wide
staff-not-enrolled = Not enrolled yet
staff-machine = Machine
staff-disk = Disk
staff-memory = Memory
staff-program-memory = This program
staff-up = Running for
staff-free-of = { $free } of { $all } are free
staff-network = Network
staff-address = Address
staff-address-none = No address: no cable, no radio
staff-kilobytes = { $number } kB
staff-megabytes = { $number } MB
staff-gigabytes = { $number } GB
staff-days = { $large ->
    [one] 1 day { $small } h
   *[other] { $large } days { $small } h
}
staff-hours = { $large } h { $small } min
staff-minutes = { $large } min

# Log
staff-log-empty = Nothing has been logged yet
staff-log-error = Error
staff-log-warn = Warning
staff-log-info = Info

# Actions
staff-look = Look for news now
staff-look-what = Asks the server for packs, schedule and activities, and delivers what waits.
staff-import = Import from a USB stick
staff-import-what = Takes what "tongxin pack export" wrote, verified as if the server had sent it.
staff-find-exports = Look again
staff-exports-none = No export is on a stick here. Plug one in, wait a moment, and look again.
staff-import-running = { $done } of { $total } are taken
staff-go-back = Go back to the version before
staff-go-back-what = Shows the content from before this version, and does not take this version again.
staff-go-back-none = No version from before is kept here.
staff-go-back-question = Go back to the version before?
staff-go-back-more = The version on show now is remembered as bad: this kiosk does not take it again. A newer one is taken as usual.
staff-go-back-yes = Go back
staff-pattern = Test the screen
staff-pattern-what = Greys, colours, fine lines, and where fingers are felt.
staff-restart = Restart the program
staff-restart-what = Takes a few seconds; nothing is lost.
staff-restart-question = Restart the program?
staff-restart-more = The screen goes dark for a few seconds. Check-ins that wait stay on this kiosk.
staff-restart-yes = Restart
staff-exit = End the program
staff-exit-what = Leaves the screen to the system, for work on the machine.
staff-exit-question = End the program?
staff-exit-more = Visitors can use nothing until it is started again: by the system's service command, or by switching the machine off and on.
staff-exit-yes = End it

# Test pictures
staff-pattern-next = Next
staff-pattern-close = Close
staff-pattern-greys = Greys: 16 even steps; below, the darkest and the brightest apart
staff-pattern-colors = Colours: even, and no dot of another colour
staff-pattern-lines = Lines: one pixel wide, even, and red at every edge
staff-pattern-touch = Touch: paint over the whole screen with your fingers
