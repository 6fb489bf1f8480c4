# What staff read in the console, and what the server says to other programs.

console-product = Tongxin console
console-product-short = Tongxin
console-product-what = Console
console-tagline = Exhibits, activities and check-in, for everyone who walks in
console-menu = Menu
console-menu-kiosks = Kiosks
console-menu-packs = Content packs
console-menu-activities = Activities
console-menu-questions = Questions
console-menu-schedules = Schedules
console-menu-audit = Audit log
console-skip = Skip to the content
console-centre = Centre
console-shared-by-all = Shared by all centres
console-choose = Choose
console-back = Back
console-save = Save
console-edit = Edit
console-delete = Delete
console-keep = Keep
console-publish = Publish
console-today = Today
console-example = Example
console-comma = {", "}
console-colon = {": "}
console-connection-lost = The server does not answer. It is tried again by itself.
console-demo-kiosk = Demo kiosk
console-example-person = { $family }-example-{ $number }
console-example-open-house = Open house: try the check-in
console-example-open-house-summary = Come in, look around, and try how check-in works with a code of the examples.
console-example-open-house-room = Entrance hall
console-example-open-house-host = The centre's team (example)
console-example-families = Wang Li Fu Chen Lin Wu Huang Zhou Zheng Feng

# Signing in
console-sign-in = Sign in
console-sign-out = Sign out
console-sign-in-heading = Welcome
console-sign-in-more = Sign in with your staff account.
console-account = Account
console-password = Password
console-sign-in-wrong = Account or password is not right. Please try again.
console-sign-in-wait = That was tried too often. Please wait { $seconds } seconds.
console-account-heading = My account
console-account-more = You are signed in as { $account }.
console-password-change = Change password
console-password-now = Password now
console-password-new = New password
console-password-again = New password once more
console-password-more = At least 10 characters. Afterwards you sign in again, everywhere.
console-password-wrong = The password you have now is not right.
console-password-too-short = The new password needs at least { $count } characters.
console-password-not-the-same = The two new passwords are not the same.

# Refusals
console-refusal-heading = That did not work
console-to-start = To the console
console-error-not-found = There is no such thing, or it has been removed.
console-error-not-enrolled = This device is not an enrolled kiosk.
console-error-not-yours = This enrolment belongs to another device.
console-error-not-signed-in = Please sign in.
console-error-strange-form = This page is too old or from elsewhere. Please open it again and repeat the step.
console-error-too-many-tries = Tried too often. Please wait { $seconds } seconds.
console-error-malformed = What was sent cannot be read.
console-error-too-large = That is too large.
console-error-pack-refused = The pack has problems. Nothing was published.
console-error-storage-failed = The server cannot store anything right now. Nothing was changed. Please tell whoever looks after it.
console-error-signing-failed = It could not be signed. Kiosks keep what they have. Please tell whoever looks after the server.
console-error-centre-not-delegated = This centre may not publish yet: whoever keeps the targets keys has to run “tongxin trust delegate” for it on the server.
console-error-internal = Something broke on our side. Please tell whoever looks after the server.
console-error-wrong-password = Account or password are wrong.
console-error-published-meanwhile = Somebody else has published since. Please look at the differences again.
console-error-upload-gone = This upload is not here any more. Please upload the pack again.
console-error-no-draft = There is nothing to publish: the draft is the same as what kiosks follow.
console-error-no-pack = Publish a content pack first.
console-error-pack-id-taken = A pack with this id exists already, in a centre or shared by all. Kiosks show both, so please choose another id.
console-error-rollout-running = A version of this pack is on its way, ring by ring. Let it arrive or take it back everywhere; then publish again.
console-error-rollout-held = A version of this pack was held on its way. Take it back everywhere or let it go on to its end; then publish again.
console-error-rollout-moved-on = The rollout has moved on in the meantime. Please look again before you decide.
console-error-ring-unclear = Choose a kiosk to begin with. It has to be one of those the pack is meant for.
console-error-policy-unclear = A number is missing or out of bounds. Please fill in when the rollout stops and how long it waits.
console-error-version-in-use = This version is for all already.
console-error-version-gone = Kiosks cannot fetch this version any more. Please publish its content again.
console-error-no-version-before = There is no version before this one.
console-error-schedule-names-missing-exhibit = A playlist names an exhibit that is in no pack. Change the rule first.
console-error-too-many-rules = A schedule has at most 50 rules.
console-error-name-missing = Please write a name.
console-error-reason-missing = Please say why.
console-error-pairing-code-changed = This device shows another code by now. Please compare again.
console-error-occurrence-canceled = This activity is canceled.
console-error-occurrence-over = This activity is over.
console-error-phone-unclear = This does not look like a phone number.
console-error-already-registered = This phone number is registered for this activity already.
console-error-came-already = This person has checked in already.

# Done
console-done-kiosk-approved = The kiosk is in. It fetches its content now.
console-done-kiosk-refused = The device was refused.
console-done-kiosk-removed = The kiosk was removed.
console-done-kiosk-renamed = The kiosk has its new name.
console-done-kiosk-allowed-again = The device may ask again and shows a new code.
console-done-pack-published = Published. Kiosks fetch it now and switch when nobody is touching them.
console-done-upload-discarded = The upload was thrown away.
console-done-rollout-started = Published to the first ring. It goes on by itself; below you see it move.
console-done-rollout-paused = The rollout is held. No further kiosk takes the version.
console-done-rollout-resumed = The rollout goes on.
console-done-rollout-hurried = The next ring fetches it now.
console-done-rollout-reverted = Taken back everywhere. Kiosks return when nobody is touching them.
console-done-version-chosen = Done. Kiosks switch to that version when nobody is touching them.
console-done-activity-added = The activity is in the calendar.
console-done-activity-changed = Saved.
console-done-occurrence-canceled = The activity is canceled. Kiosks show it as canceled.
console-done-registration-canceled = The registration was canceled. A place that came free went to whoever waited longest.
console-done-schedule-published = Published. Below you see each kiosk follow.
console-done-draft-discarded = The draft was thrown away.
console-done-rule-kept = The rule is in the draft.
console-done-rule-moved = The order in the draft has changed.
console-done-rule-deleted = The rule is gone from the draft.

# Days and times
console-ago-now = just now
console-ago-minutes = { $count ->
    [one] 1 minute ago
   *[other] { $count } minutes ago
 }
console-ago-hours = { $count ->
    [one] 1 hour ago
   *[other] { $count } hours ago
 }
console-ago-days = { $count ->
    [one] 1 day ago
   *[other] { $count } days ago
 }
console-weekday-mon = Mon
console-weekday-tue = Tue
console-weekday-wed = Wed
console-weekday-thu = Thu
console-weekday-fri = Fri
console-weekday-sat = Sat
console-weekday-sun = Sun
console-month-1 = Jan
console-month-2 = Feb
console-month-3 = Mar
console-month-4 = Apr
console-month-5 = May
console-month-6 = Jun
console-month-7 = Jul
console-month-8 = Aug
console-month-9 = Sep
console-month-10 = Oct
console-month-11 = Nov
console-month-12 = Dec
console-short-day = { $day } { $monthname }
console-day = { $weekday } { $date }

# What plays
console-play-home = Home and attract loop
console-play-a-list = A playlist
console-play-list = Playlist "{ $name }"
console-why-rule = By the rule "{ $name }"
console-why-default = No rule applies now
console-until = until { $time }
console-until-ever = nothing changes in the next eight days

# Kiosks
console-kiosks-more = What every screen shows now, and whether it has the newest content.
console-kiosks-empty = No kiosk yet
console-kiosks-empty-more = Start Tongxin on a device and enter this server's address in its settings. The device shows a code and appears here.
console-enrolment-waiting = A device wants to join
console-pairing-code = Pairing code
console-enrolment-compare = Approve it only if the device shows this very code.
console-kiosk-name = Name of the kiosk
console-kiosk-name-hint = for example: Entrance hall
console-approve = Approve
console-refuse = Refuse
console-online = Online
console-offline = Offline
console-online-count = { $count } online
console-offline-count = { $count } offline
console-in-visit = In use
console-nothing-reported = Has not reported yet
console-last-seen = Last seen
console-installed-pack = Content
console-followed-schedule = Schedule
console-schedule-none = None yet
console-none-yet = None yet
console-newest = · newest
console-behind = · update on its way
console-installed-trial = · on trial
console-installed-waits = · has arrived, waits until nobody touches the kiosk
console-installed-meant = · as planned for this kiosk
console-installed-behind = · update to { $version } on its way
console-installed-refused = · { $version } was taken back here
console-installed-not-meant = · not meant for this kiosk, goes away
console-outbox = Check-ins, messages
console-outbox-empty = all delivered
console-outbox-count = { $count ->
    [one] 1 waits to be delivered
   *[other] { $count } wait to be delivered
 }
console-rename = Rename
console-rename-heading = Rename the kiosk
console-remove = Remove
console-remove-heading = Remove { $name }?
console-remove-more = It gets no more updates and can deliver no more check-ins. It goes on showing what it has until someone switches it off.
console-refused-count = { $count ->
    [one] 1 refused or removed device
   *[other] { $count } refused or removed devices
 }
console-allow-again = Let it ask again
console-kiosk-problem-local-database-set-aside = Its local database was damaged. It was set aside and a new one started.
console-kiosk-problem-local-database-unusable = Its disk takes nothing. It keeps showing, but cannot keep check-ins while offline.
console-kiosk-problem-update-failed = An update could not be fetched. It is tried again.
console-kiosk-problem-disk-full = Its disk is full. It keeps showing what it has; the room kept for check-ins is in use.
console-kiosk-problem-local-database-unwritable = Its local database takes nothing. It keeps showing, but cannot keep check-ins while offline.
console-kiosk-problem-not-enrolled = The server does not know it any more.
console-kiosk-problem-content-taken-back = New content did not run well here and was taken back.
console-kiosk-problem-server-has-another-root = The server's keys are not those it joined with; it takes nothing from there.
console-kiosk-problem-corrupt-files-fetched-again = Files on its disk were damaged. They are fetched again.
console-kiosk-problem-pack-store-unusable = Its disk does not let it keep content.
console-kiosk-problem-pack-store-unwritable = Its disk does not let it record which content is shown.
console-kiosk-problem-disk-unwritable = Its disk takes nothing.
console-kiosk-problem-server-url-unreadable = The server's address in its settings is no address.
console-kiosk-problem-no-http-client = It could not set up its way to the server.
console-kiosk-problem-check-in-refused = The server refused a check-in that it had kept while offline.
console-kiosk-problem-delivery-refused = The server refused a message that a visitor left here.
console-kiosk-problem-film-unplayable = A film cannot be played here: a GStreamer plugin is missing or does not work.
console-kiosk-problem-picture-unshowable = A picture or an object of its content cannot be shown here; its file is named in the kiosk's log.
console-kiosk-problem-metadata-stale = The server answers but has signed nothing new for three days. Something may hold its news back, or the clock is ahead.
console-kiosk-problem-neighbours-not-served = It cannot give files to its neighbours: the address in its settings is taken.
console-kiosk-problem-refused-arbitrary-software = { trust-refusal-arbitrary-software }
console-kiosk-problem-refused-rollback = { trust-refusal-rollback }
console-kiosk-problem-refused-freeze = { trust-refusal-freeze }
console-kiosk-problem-refused-fast-forward = { trust-refusal-fast-forward }
console-kiosk-problem-refused-mix-and-match = { trust-refusal-mix-and-match }
console-kiosk-problem-refused-wrong-delegation = { trust-refusal-wrong-delegation }
console-kiosk-problem-refused-endless-data = { trust-refusal-endless-data }
console-kiosk-problem-refused-slow-retrieval = { trust-refusal-slow-retrieval }
console-kiosk-problem-refused-wrong-hash = { trust-refusal-wrong-hash }
console-kiosk-problem-refused-missing = { trust-refusal-missing }
console-kiosk-problem-refused-not-delegated = { trust-refusal-not-delegated }
console-kiosk-problem-refused-malformed = { trust-refusal-malformed }
console-kiosk-problem-refused-not-kept = { trust-refusal-not-kept }
console-kiosk-took-back = { $pack } was taken back on this kiosk: { $reason } It shows the version before and does not try this one again.
console-kiosk-clock-holdover = Its clock has not been confirmed for a while. It still goes by it; check its network time.
console-kiosk-clock-untrusted = Its clock cannot be believed. It shows what it has, by the last signed time. Set its clock or its network time.
console-kiosk-metadata-expired = What it last verified expired on { $day }. It goes on showing its content and takes nothing new until it reaches this server again.
console-kiosk-metadata-soon = What it last verified expires on { $day }. If it gets nothing newer by then, it goes on showing its content and takes nothing new.
console-kiosk-metadata-behind = It is connected but has verified nothing newer for three days. Something between it and the server may hold signed files back.

# Packs
console-packs-more = A content pack holds everything a kiosk shows. Upload one, see what it changes, publish.
console-upload-heading = Drop a pack file here
console-upload-more = A .txpack or .zip of the author's folder, up to 2 GB.
console-upload-choose = Choose a file
console-upload-progress = Upload
console-upload-sending = Uploading …
console-upload-checking = Checking every file …
console-packs-current = On the kiosks now
console-packs-current-shared = On the kiosks of all centres now
console-packs-empty-shared = Nothing is shared yet
console-packs-empty-shared-more = A pack with centre = "shared" in its pack.toml goes to the kiosks of every centre and stands after their own.
console-packs-empty = Nothing published yet
console-packs-empty-more = Kiosks wait with a friendly picture until the first pack arrives.
console-files-count = { $count ->
    [one] 1 file
   *[other] { $count } files
 }
console-exhibits-count = { $count ->
    [one] 1 exhibit
   *[other] { $count } exhibits
 }
console-published-at = published { $time }
console-exhibit-story = Story · { $count } pages
console-exhibit-gallery = Gallery · { $count } pictures
console-exhibit-panorama = Panorama · { $count } scenes
console-exhibit-quiz = Quiz · { $count } questions
console-exhibit-model = Object · { $count } points
console-exhibit-timeline = Timeline · { $count } years
console-exhibit-people = People · { $count } profiles
console-exhibit-compare = Before and after · { $count } pairs
console-exhibit-figures = Figures · { $count } pages
console-exhibit-map = Map · { $count } places
console-exhibit-video = Film · { $count } chapters
console-versions = Versions
console-pack = Pack
console-version = Version
console-published = Published
console-by = By
console-size = Size
console-in-use = In use
console-for-all = for all
console-version-choose = Go to this version
console-version-heading = Make { $version } the version for all?
console-version-more = Every kiosk goes from { $version } to it, at once and not ring by ring. A rollout on its way is taken back.
console-version-more-first = Every kiosk goes to it, at once and not ring by ring. A rollout on its way is taken back.
console-problem-error = Fix
console-problem-warning = Note
console-upload-good = "{ $title }" is in order
console-upload-nothing = It is the same as what is published. There is nothing to publish.
console-upload-examples = { $count ->
    [one] Also import the pack's example activity, this week and next
   *[other] Also import the pack's { $count } example activities, this week and next
 }
console-examples-import = Import example activities
console-upload-discard = Throw this upload away
console-upload-refused = { $count ->
    [one] 1 problem keeps this pack from being published
   *[other] { $count } problems keep this pack from being published
 }
console-upload-refused-whole = This pack cannot be published
console-upload-refused-more = nothing was published
console-upload-unknown-centre = It is for the centre "{ $centre }", which this server does not have. Change centre in pack.toml.
console-change-new = New
console-change-changed = Changed
console-change-gone = Removed
console-change-files = To fetch
console-change-files-count = { $count ->
    [one] 1 new file
   *[other] { $count } new files
 }
console-warnings-count = { $count ->
    [one] 1 note
   *[other] { $count } notes
 }
console-publish-heading = Publish "{ $title }"?
console-publish-where = It goes to { $centre }.
console-publish-where-shared = It goes to all centres.
console-publish-kiosks = { $count ->
    [0] There is no kiosk yet.
    [one] 1 kiosk fetches it.
   *[other] { $count } kiosks fetch it.
 }
console-publish-first = This is its first version.
console-publish-when = Kiosks verify it, fetch what is new, and switch when nobody is touching them.
console-in-the-way-running = { $version } of this pack is on its way to the kiosks. It has to arrive or be taken back before another version can be published.
console-in-the-way-paused = { $version } of this pack was held on its way. It has to go on to its end or be taken back before another version can be published.
console-in-the-way-stopped = { $version } of this pack stopped because of failures. Take it back everywhere, then publish this one.
console-reach = How does it reach the kiosks?
console-reach-once = All at once
console-reach-once-more = Every kiosk fetches it now.
console-reach-rings = Ring by ring
console-reach-rings-more = One kiosk first. The next ring gets it when it has proved itself; it stops by itself when kiosks take it back.
console-ring-first = First this kiosk
console-ring-then-centre = Then one whole centre
console-ring-then-share = Then a share of all kiosks
console-ring-then-all = Then all kiosks
console-ring-skip = Leave this step out
console-ring-kiosks = { $names }
console-ring-kiosk-gone = a kiosk that was removed
console-ring-centres = { $names }
console-ring-share = { $percent } % of all kiosks
console-ring-all = All other kiosks
console-policy-heading = When it stops and how long it waits
console-policy-percent = Stop above this % of a ring
console-policy-count = And at least so many kiosks
console-policy-soak = Minutes to watch each ring
console-policy-offline = Hours to wait for silent kiosks
console-policy-more = Counted are kiosks that took the version back because it did not run well.
console-policy-stops = { $count ->
    [one] It stops by itself when more than { $percent } % of a ring's kiosks take it back.
   *[other] It stops by itself when more than { $percent } % of a ring's kiosks take it back, and at least { $count } of them.
 }
console-policy-soaks = { $minutes ->
    [0] The next ring gets it as soon as all kiosks of a ring have confirmed it.
    [one] When all kiosks of a ring have confirmed it, it watches them for 1 minute more.
   *[other] When all kiosks of a ring have confirmed it, it watches them for { $minutes } minutes more.
 }
console-policy-waits = { $hours ->
    [one] Kiosks that were silent for more than 1 hour are not waited for.
   *[other] Kiosks that were silent for more than { $hours } hours are not waited for.
 }

# Rollouts
console-rollout = Rollout
console-rollouts-open = On its way
console-rollout-open = See how it goes
console-rollout-first-version = { $version }, its first
console-rollout-began = begun { $time } by { $who }
console-rollout-ended-finished = arrived everywhere { $time } ({ $who })
console-rollout-ended-reverted = taken back { $time } by { $who }
console-rollout-state-running = Under way
console-rollout-state-paused = Held
console-rollout-state-stopped = Stopped by failures
console-rollout-state-finished = Finished
console-rollout-state-reverted = Taken back
console-rollout-now-kiosks = { $count ->
    [one] It waits for 1 kiosk of this ring to show the version well.
   *[other] It waits for { $count } kiosks of this ring to show the version well.
 }
console-rollout-now-soak = Every kiosk of this ring has answered. It watches them until { $time }, then it goes on.
console-rollout-now-first = No kiosk has shown the version well yet, and the others of this ring are silent. It waits for the first; you can also give it to the next ring yourself.
console-rollout-now-step = The next step is being taken.
console-rollout-now-paused = Kiosks that have the version keep it. No other kiosk takes it until somebody goes on.
console-rollout-now-stopped = { $count ->
    [one] It stopped by itself: 1 kiosk took the version back. No other kiosk takes it. Go on if that had another cause, or take it back everywhere.
   *[other] It stopped by itself: { $count } kiosks took the version back. No other kiosk takes it. Go on if that had another cause, or take it back everywhere.
 }
console-rollout-now-finished = The version is for all kiosks.
console-rollout-now-superseded = It was for all kiosks. Another version is by now.
console-rollout-now-reverted = Every kiosk goes back to { $version }.
console-rollout-now-reverted-first = It was the pack's first version. Kiosks have none of this pack now.
console-rollout-have = { $have } of { $all } have it
console-rollout-since = since { $time }
console-rollout-ring-empty = No kiosk belongs to this ring.
console-rollout-ring-later = { $count ->
    [one] 1 kiosk, later
   *[other] { $count } kiosks, later
 }
console-rollout-ring-not = { $count ->
    [one] 1 kiosk, never reached
   *[other] { $count } kiosks, never reached
 }
console-rollout-no-kiosk = No kiosk in the rings so far
console-rollout-no-kiosk-more = Give it to the next ring, or let kiosks join.
console-rollout-pause = Hold
console-rollout-resume = Go on
console-rollout-hurry = Next ring now
console-rollout-finish = Finish now
console-rollout-revert = Take back everywhere
console-pause-heading = Hold the rollout?
console-pause-more = Kiosks that have the version keep it. No other kiosk takes it until somebody goes on.
console-resume-heading = Go on with the rollout?
console-resume-more = It goes on with the ring it was at, and stops again by itself if kiosks take the version back.
console-resume-more-failed = { $count ->
    [one] 1 kiosk took the version back and will not try it again. It goes on in spite of that, and stops again at the next failures.
   *[other] { $count } kiosks took the version back and will not try it again. It goes on in spite of that, and stops again at the next failures.
 }
console-hurry-heading = Give it to the next ring now?
console-hurry-more = Without waiting any longer, it goes to: { $ring }.
console-finish-heading = Finish the rollout now?
console-finish-more = The version is then for all, also for kiosks that have not answered. It does not stop by itself any more.
console-revert-heading = Take this version back everywhere?
console-revert-more = { $count ->
    [0] No kiosk shows it yet. All stay at { $version }, and the rollout is over.
    [one] 1 kiosk shows it and returns to { $version } when nobody is touching it. The rollout is over.
   *[other] { $count } kiosks show it and return to { $version } when nobody is touching them. The rollout is over.
 }
console-revert-more-first = { $count ->
    [0] No kiosk shows it yet. There is no version before it, and the rollout is over.
    [one] There is no version before it: 1 kiosk shows nothing of this pack any more. The rollout is over.
   *[other] There is no version before it: { $count } kiosks show nothing of this pack any more. The rollout is over.
 }
console-kiosk = Kiosk
console-ring = Ring
console-stands = State
console-more-kiosks = { $count ->
    [one] And 1 kiosk more, no worse than these.
   *[other] And { $count } kiosks more, none worse than these.
 }
console-stands-confirmed = proved itself
console-stands-trial = on trial
console-stands-arrived = has arrived, waits until nobody touches the kiosk
console-stands-awaited = not there yet
console-stands-reverted = taken back
console-stands-silent = silent for too long, not waited for
console-count-confirmed = { $count } proved
console-count-trial = { $count } on trial
console-count-arrived = { $count } have the files
console-count-awaited = { $count } not there yet
console-count-reverted = { $count } taken back
console-count-silent = { $count } silent
console-reverted-crashed = it crashed.
console-reverted-file-missing = a file was missing.
console-reverted-file-broken = a file could not be shown.
console-reverted-by-staff = staff went back on the kiosk.
console-reverted-unsaid = it did not run well.

# Activities
console-activities-total = { $count ->
    [0] Nothing this week
    [one] 1 activity this week
   *[other] { $count } activities this week
 }
console-activity-new = New activity
console-activity-edit = Edit activity
console-activity-make = Put it in the calendar
console-activities-empty = A free week
console-activities-empty-more = Plan something: a free clinic, a story hour, an evening of opera. Kiosks show it at once.
console-day-empty = Nothing today.
console-week = Week
console-week-before = Week before
console-week-after = Week after
console-week-this = This week
console-places = Places
console-places-walk-in = Walk in
console-places-free = { $count } left
console-places-waitlist = { $count } waiting
console-places-full = Full
console-canceled = Canceled
console-came-count = { $count } came
console-form-what = What
console-form-when = When
console-form-where = Where and who
console-form-places = Places
console-form-picture = Picture
console-field-title-zh = Name in Chinese
console-field-title-en = Name in English
console-field-summary-zh = In one or two sentences, Chinese
console-field-summary-en = In one or two sentences, English
console-field-category = Kind
console-field-date = Date
console-field-start = Begins
console-field-end = Ends
console-field-room-zh = Room in Chinese
console-field-room-en = Room in English
console-field-host-zh = Held by, Chinese
console-field-host-en = Held by, English
console-field-walk-in = Walk in: no registration, no limit
console-field-capacity = Number of places
console-field-missing = Please fill this in.
console-field-not-after-start = It has to end after it begins.
console-field-capacity-bad = A number from 1 to 5000.
console-capacity-more = More places go to those who wait, at once. Fewer places take nobody's away.
console-picture-none = No picture
console-cancel-occurrence = Cancel activity
console-cancel-heading = Cancel "{ $title }"?
console-cancel-more = { $count ->
    [0] Nobody is registered. Kiosks show it as canceled.
    [one] 1 person is registered and has to be told. Kiosks show it as canceled.
   *[other] { $count } people are registered and have to be told. Kiosks show it as canceled.
 }
console-cancel-reason = Why
console-stat-confirmed = have a place
console-stat-waitlisted = waiting
console-stat-came = came
console-people-heading = Registrations
console-people-empty = Nobody yet
console-people-empty-more = Register people at the desk with the form beside this.
console-person = Person
console-person-name = Name
console-person-phone = Phone (may stay empty)
console-person-age = Age
console-age-unsaid = Not said
console-age-under-14 = under 14
console-age-14-17 = 14–17
console-age-18-34 = 18–34
console-age-35-59 = 35–59
console-age-60-74 = 60–74
console-age-75-up = 75 and over
console-code = Code
console-status = Place
console-status-confirmed = Confirmed
console-status-waitlisted = Waiting
console-status-canceled = Canceled
console-came = Came
console-actions = What you can do
console-register-heading = Register someone
console-register = Register
console-register-privacy = The number is kept encrypted, and shown as 138****1234. Some time after the date all of this is forgotten.
console-registered-confirmed = { $name } has a place
console-registered-confirmed-more = This is the check-in code. Write it down for them; any kiosk here takes it.
console-registered-waitlisted = { $name } is on the waitlist
console-registered-waitlisted-more = The code works as soon as a place comes free.
console-cancel-registration = Cancel
console-cancel-registration-heading = Cancel the registration of { $name }?
console-cancel-registration-more = The place goes to whoever has waited longest.
console-uncounted-count = { $count ->
    [one] 1 check-in that did not count
   *[other] { $count } check-ins that did not count
 }
console-let-in-offline = let in by the kiosk while offline
console-reason-not-today = On another day
console-reason-too-early = Too early
console-reason-too-late = Too late
console-reason-waitlisted = On the waitlist
console-reason-canceled = Registration canceled
console-reason-occurrence-canceled = Activity canceled
console-reason-unknown = Unknown code
console-reason-no-list = The kiosk had no list

# Schedules
console-schedules-more = What kiosks show while nobody touches them. The first rule that applies wins.
console-schedules-empty = First a pack, then a schedule
console-schedules-empty-more = Publish a content pack. Its home screen then plays until you make rules.
console-rule-new = New rule
console-rule-edit = Edit rule
console-rule-name = Name of the rule
console-rule-name-hint = for example: Weekday mornings
console-rule-plays = What plays
console-rule-when = When
console-rule-where = On which kiosks
console-rule-where-more = Choose none for all kiosks of the centre.
console-rule-weekdays = Weekdays
console-rule-weekdays-more = Choose none for every day.
console-rule-from = From
console-rule-to = To
console-rule-window-more = An end before the start is on the next day.
console-rule-keep = Keep in the draft
console-rule-pack = Home of which pack
console-pack-first = The centre's first pack
console-rule-default = At all other times
console-rule-up = Move "{ $name }" up
console-rule-down = Move "{ $name }" down
console-rule-delete-heading = Delete the rule "{ $name }"?
console-rule-delete-more = It goes from the draft. Kiosks follow the change when you publish.
console-rule-trouble-name = Please give the rule a name.
console-rule-trouble-window = Please say from when to when.
console-rule-trouble-secs = Each item stays between 5 and 3600 seconds.
console-rule-trouble-items = Please choose at least one exhibit, at most 50.
console-item-exhibit = Exhibit
console-item-none = Choose an exhibit
console-item-secs = Seconds it stays
console-item-add = Add an exhibit
console-item = { $title } · { $seconds } s
console-seconds = s
console-move-up = Earlier
console-move-down = Later
console-all-day = All day
console-every-day = Every day
console-all-kiosks = All kiosks
console-any-kiosk = A kiosk without own rules
console-kiosks-and-gone = { $names } and kiosks that were removed
console-window-next-day = { $times } on the next day
console-draft-heading = Draft, not published
console-draft-since = Changed at { $time } by { $who }.
console-draft-more = Kiosks follow what is published until you publish this.
console-draft-discard = Throw draft away
console-schedule-missing = These exhibits are in no pack: { $names }
console-preview-heading = What plays when?
console-preview-at = Moment
console-preview-on = Kiosk
console-preview-published = As published now:
console-followers-heading = Which kiosks follow
console-followers-empty = There is no kiosk yet.
console-followers-count = { $count } of { $total } follow
console-follows = In effect
console-follows-soon = Waiting, still at
console-follows-later = Offline, still at
console-published-version = Published: { $version }
console-rules-count = { $count ->
    [0] no rules
    [one] 1 rule
   *[other] { $count } rules
 }

# The signed repository
console-role-notices = What the signatures need
console-role-root = the city's root
console-role-targets = the list of who may publish (targets)
console-role-shared = what all centres share
console-role-snapshot = the snapshot
console-role-timestamp = the timestamp
console-role-notice-soon-away = The signature of { $role } expires on { $day } and its keys are not on this server. Sign it anew with the key media (tongxin trust renew). After that day kiosks go on showing what they have and take nothing new.
console-role-notice-past-away = The signature of { $role } expired on { $day }. Kiosks go on showing what they have and take nothing new of it. Sign it anew with the key media (tongxin trust renew).
console-role-notice-soon-here = The signature of { $role } expires on { $day } and this server has not managed to sign it anew. Its log says why. After that day kiosks go on showing what they have and take nothing new.
console-role-notice-past-here = The signature of { $role } expired on { $day } and this server has not managed to sign it anew. Its log says why. Kiosks go on showing what they have and take nothing new of it.

# Audit log
console-audit-more = Every change: who, when, from where, before and after. Nothing here can be changed or removed.
console-audit-when = When
console-audit-who = Who
console-audit-what = Did what
console-audit-subject = To what
console-audit-detail = Before and after
console-newer = Newer
console-older = Older
console-program-server = Tongxin itself
console-program-demo = Demo
console-program-rollout = Rollout, by itself
console-program-examples = Import of examples
console-did-password-set = Set a password
console-did-signed-in = Signed in
console-did-signed-out = Signed out
console-did-sign-in-failed = Could not sign in
console-did-kiosk-approved = Approved a kiosk
console-did-kiosk-refused = Refused a device
console-did-kiosk-removed = Removed a kiosk
console-did-kiosk-renamed = Renamed a kiosk
console-did-kiosk-allowed-again = Let a device ask again
console-did-pack-published = Published a pack
console-did-pack-version-chosen = Chose another version of a pack
console-did-rollout-started = Began a rollout
console-did-rollout-advanced = Gave it to the next ring
console-did-rollout-stopped = Stopped a rollout because of failures
console-did-rollout-finished = Finished a rollout
console-did-rollout-paused = Held a rollout
console-did-rollout-resumed = Went on with a rollout
console-did-rollout-hurried = Gave it to the next ring early
console-did-rollout-reverted = Took a version back everywhere
console-did-schedule-published = Published a schedule
console-did-schedule-draft-discarded = Threw a draft away
console-did-rule-added = Added a rule
console-did-rule-changed = Changed a rule
console-did-rule-moved = Moved a rule
console-did-rule-deleted = Deleted a rule
console-did-activity-added = Added an activity
console-did-activity-changed = Changed an activity
console-did-occurrence-canceled = Canceled an activity
console-did-registration-added = Registered someone
console-did-registration-canceled = Canceled a registration
console-did-examples-imported = Imported examples

# Message wall
console-menu-wall = Message wall
console-wall-about = What visitors leave on the wall is shown on kiosks only after somebody here has looked at it.
console-wall-states = Which messages
console-wall-waiting = Waiting
console-wall-shown = Shown
console-wall-declined = Declined
console-wall-empty-waiting = Nothing waits
console-wall-empty-waiting-more = When a visitor leaves a wish or a drawing, it comes here first.
console-wall-empty-shown = The wall is empty
console-wall-empty-shown-more = Approve a message, and every kiosk of the centre shows it within seconds.
console-wall-empty-declined = Nothing was declined
console-wall-empty-declined-more = What is declined or taken down stays here for a while, then it is deleted for good.
console-wall-all = Tick all
console-wall-keys = Keys on a message: arrows go on, space ticks, A approves, D declines, U takes back.
console-wall-approve = Approve
console-wall-decline = Decline
console-wall-take-down = Take down
console-wall-approve-ticked = Approve what is ticked
console-wall-decline-ticked = Decline what is ticked
console-wall-take-down-ticked = Take down what is ticked
console-wall-undo = Take back
console-wall-wish = Wish: { $words }
console-wall-drawing = A drawing
console-wall-number = Looks like a phone number
console-wall-decided = { $account }, { $time }
console-wall-more = { $count ->
    [one] One more has come
   *[other] { $count } more have come
}
console-wall-page-before = Before
console-wall-page-after = Further
console-done-notes-shown = On the wall. Kiosks show it within seconds.
console-done-notes-declined = Not on the wall. It stays under Declined for a while.
console-done-notes-put-back = Back among those that wait.
console-done-notes-undone = Taken back. It is as before.
console-did-note-shown = Approved a message
console-did-note-declined = Declined a message or took it down
console-did-note-put-back = Put a message back to wait
console-error-no-message-chosen = Tick at least one message first.

# Questions left for the desk
console-questions-more = Visitors asked these at a kiosk and its guide had no answer. Write it into the content pack, or tell the desk; questions are deleted after { $days } days.
console-questions-empty = No questions
console-questions-empty-more = When a visitor leaves a question for the desk at a kiosk, it is here.
console-questions-all-done = Every question is seen to
console-questions-all-done-more = New ones appear here by themselves.
console-questions-unanswered = In { $days } days the guides had no answer to { $count ->
    [one] one question
   *[other] { $count } questions
}, left for the desk or not.
console-questions-open-count = { $count ->
    [one] one open question
   *[other] { $count } open questions
}
console-questions-open = Open questions
console-questions-done-count = { $count ->
    [one] one question seen to
   *[other] { $count } questions seen to
}
console-question = Question
console-question-count = Asked
console-question-last = Last
console-question-kiosks = Kiosk
console-question-again = asked again
console-question-mark-done = Done
console-question-mark-open = Open again
console-question-done-by = done { $time }, { $name }
console-answers-read = Answers read in { $days } days
console-answer-reads = Read
console-names-between = { ", " }
console-names-and-others = { $names } and { $count ->
    [one] one other
   *[other] { $count } others
}
console-done-question-done = The question is seen to. It is under the list if you want it back.
console-done-question-reopened = The question is open again.
console-did-question-done = Saw to a question
console-did-question-reopened = Opened a question again

# Calendar: what comes again, rooms and hosts, days
console-views = Views
console-view-list = List
console-view-week = Week
console-view-month = Month
console-month-before = Month before
console-month-after = Month after
console-month-this = This month
console-month-and-year = { $month } { $year }
console-activities-of-month = { $count ->
    [0] Nothing on this page
    [one] 1 activity on this page
   *[other] { $count } activities on this page
 }
console-all-categories = Every kind
console-all-rooms = Every room
console-room = Room
console-comes-again = comes again
console-activity-new-on = New activity on { $day }
console-more-of-day = { $count } more
console-drag-more = Drag an activity to move it. You are asked before anything changes. With the keyboard: open it and choose Move.
console-feeds-heading = Put it into other calendars
console-feeds-more = Subscribe to these addresses in any calendar program; changes and cancellations arrive there by themselves.
console-feed-all = All activities
console-feed-one = Put into my own calendar
console-undo = Take back
console-was-moved = { $title } was moved from { $from } to { $to }.
console-was-canceled = { $title } at { $from } was canceled.
console-move = Move
console-move-heading = Move "{ $title }"?
console-move-from = It is at { $from } now.
console-move-do = Move it
console-move-people = { $count ->
    [0] Nobody is registered.
    [one] 1 person is registered and has to be told.
   *[other] { $count } people are registered and have to be told.
 }
console-copy = Copy
console-date-new = Another date
console-date-add = Add this date
console-series-make = Let it come again
console-series-heading = How it comes again
console-series-more = Only dates ahead change. Dates that somebody moved, canceled or changed by hand stay as they are.
console-series-save = Save for all dates ahead
console-series-end = End it
console-series-end-heading = Let it come again no more?
console-series-end-more = The dates that are in the calendar stay, each by itself. No new ones are made.
console-one-of-series = This is one date of several ({ $rule }). Words, room and host change for all of them; time and places only here.
console-by-hand = this date was changed by hand
console-repeats = How often
console-repeats-none = Once
console-repeats-weekly = Every week
console-repeats-monthly = Every month
console-repeats-daily = Every day
console-repeats-lunar = Every year, lunar calendar
console-repeats-dates = On chosen dates
console-repeats-rule = By a rule of RFC 5545
console-repeat-every = Every how many
console-unit-weeks = weeks
console-unit-months = months
console-unit-days = days
console-repeat-days = On these days
console-repeat-month-by = Which day of the month
console-month-by-date = On this date
console-month-by-weekday = On this weekday
console-month-which = Which one of the month
console-month-weekday = Weekday
console-month-day = day { $day }
console-month-day-last = last day
console-nth-1 = first
console-nth-2 = second
console-nth-3 = third
console-nth-4 = fourth
console-nth-last = last
console-lunar-month-choice = Lunar month
console-lunar-day-choice = Day of the lunar month
console-lunar-month = { $month } lunar month
console-lunar-day = { $day } day
console-lunar-leap = leap { $month }
console-lunar-eve = eve of the lunar new year
console-lunar-more = The 30th means the last day of the month. Leap months do not count. Other calendars get each date by itself (RDATE).
console-repeat-rule-text = Rule
console-repeat-rule-more = For rules the form has no words for. The time of day is the one above.
console-repeat-rule-hint = FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1
console-ends = Until when
console-ends-never = Until somebody ends it
console-ends-count = After so many dates
console-ends-count-number = Number of dates
console-ends-until = Until a day
console-ends-until-day = Last day
console-no-holidays = Not on statutory holidays
console-also-on = Also on (dates)
console-except-on = Not on (dates)
console-dates-hint = 2026-12-24, 2027-01-02
console-check-heading = What this does
console-next-dates = { $count ->
    [one] The next date:
   *[other] The next { $count } dates:
 }
console-dates-made = { $count ->
    [one] 1 date is put into the calendar.
   *[other] { $count } dates are put into the calendar now; those after come by themselves.
 }
console-no-dates = This gives no date ahead.
console-rule-lines = As other calendars write it (RFC 5545)
console-repeat-daily = { $n ->
    [one] Every day
   *[other] Every { $n } days
 }
console-repeat-weekly = { $n ->
    [one] Every week on { $what }
   *[other] Every { $n } weeks on { $what }
 }
console-repeat-month-day = { $n ->
    [one] Every month on day { $what }
   *[other] Every { $n } months on day { $what }
 }
console-repeat-month-end = { $n ->
    [one] Every month on its last day
   *[other] Every { $n } months on the last day
 }
console-repeat-month-weekday = { $n ->
    [one] Every month on the { $what }
   *[other] Every { $n } months on the { $what }
 }
console-nth-weekday = { $nth } { $day }
console-repeat-lunar = Every year on the { $day }
console-repeat-dates = On chosen dates
console-repeat-rule = By the rule { $rule }
console-repeat-count = { $count ->
    [one] 1 date
   *[other] { $count } dates
 }
console-repeat-until = until { $day }
console-repeat-no-holidays = not on statutory holidays
console-repeat-also = also on { $days }
console-repeat-except = not on { $days }
console-repeat-between = {"; "}
console-long-day = { $day } { $year }
console-date-and-times = { $weekday } { $date } { $times }
console-held-heading = People are registered for dates that would not fit any more
console-held-date = { $count ->
    [one] { $date }: 1 person
   *[other] { $date }: { $count } people
 }
console-held-question = What happens to dates with registrations?
console-held-move = They move to the new time on the same day; where there is none, they stay as they are
console-held-keep = They stay as they are
console-held-cancel = They are canceled
console-held-reason = Why, if they are canceled
console-held-missing = Please choose what happens to dates with registrations.
console-reason-missing = Please say why they are canceled.
console-collisions-heading = Two things at one time
console-collision-room = { $room } is taken: { $title }
console-collision-host = { $host } is busy: { $title }
console-collision-both = { $room } is taken and { $host } is busy: { $title }
console-despite = Save it all the same
console-field-first-date = First date
console-form-for-whom = For whom
console-field-age-min = From what age
console-field-age-max = To what age
console-field-for-children = Made for children
console-field-course = A course: who registers comes to every date
console-field-in-and-out = People come and go, as at an exhibition: every time in and out is noted
console-field-languages = Held in
console-field-cost-zh = Cost in Chinese (empty: free)
console-field-cost-en = Cost in English
console-field-cost-zh-hint = 材料费 20 元
console-field-cost-en-hint = 20 yuan for materials
console-field-access-zh = For wheelchairs, hearing aids, white canes: Chinese
console-field-access-en = The same in English
console-field-age = An age in years, up to 120.
console-field-ages = This is below the youngest age.
console-language-zh-cn = Mandarin
console-language-nan-x-hainan = Hainanese
console-language-yue = Cantonese
console-language-en = English
console-language-csl = Chinese sign language
console-days-heading = Holidays and closed days
console-days-more = What comes again can leave out statutory holidays, and never falls on a day the centre is closed.
console-days-not-announced = The holiday arrangement of { $year } is not in this program; for that year only the days are known that the law itself names. Once it is announced, mark the other holidays and make-up workdays here.
console-days-known = The next thirteen months
console-days-which = Days
console-days-what = What they are
console-day-holiday = Statutory holiday
console-day-make-up-workday = Make-up workday
console-day-closed = Centre closed
console-day-usual = Like any other day
console-mark-heading = Mark days
console-mark-from = From
console-mark-to = To
console-mark-closed = The centre is closed
console-mark-holiday = Statutory holiday
console-mark-make-up-workday = Make-up workday
console-mark-usual = Like any other day
console-mark-do = Mark
console-mark-more = Dates that come again follow at once. Dates with registrations stay: cancel or move them yourself.
console-mark-remove = Remove the mark
console-mark-remove-label = Remove the mark of { $days }
console-holiday-new-year = New Year
console-holiday-spring-festival = Spring Festival
console-holiday-qingming = Qingming
console-holiday-labour-day = Labour Day
console-holiday-dragon-boat = Dragon Boat Festival
console-holiday-mid-autumn = Mid-Autumn Festival
console-holiday-national-day = National Day
console-done-series-changed = Saved for all dates ahead.
console-done-series-ended = It comes again no more. The dates in the calendar stay.
console-done-occurrence-moved = Moved. Kiosks and calendars show the new time.
console-done-occurrence-undone = Taken back. It is as before.
console-done-occurrence-added = The date is in the calendar.
console-done-days-marked = Marked. What comes again follows.
console-did-series-changed = Changed how an activity comes again
console-did-series-ended = Ended how an activity comes again
console-did-occurrence-moved = Moved an activity
console-did-occurrence-undone = Took a move or cancellation back
console-did-occurrence-added = Added a date
console-did-days-marked = Marked days
console-error-no-dates = This gives no date ahead. Please choose days that come.
console-error-nothing-to-undo = There is nothing to take back any more.
console-error-time-unclear = Please say which day and at what time.
rule-fault-too-long = The rule is too long.
rule-fault-no-part = “{ $value }” is no part of a rule; parts look like FREQ=WEEKLY.
rule-fault-twice = { $value } is there twice.
rule-fault-no-frequency = The rule does not say how often: it needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.
rule-fault-count-and-until = A rule ends with COUNT or with UNTIL, not with both.
rule-fault-too-often = { $value }: an activity comes at most once a day. Its time of day is a field of its own.
rule-fault-frequency = “{ $value }” is not how often something can come: write DAILY, WEEKLY, MONTHLY or YEARLY.
rule-fault-interval = “{ $value }” is no interval: write a number from 1 to 99.
rule-fault-count = “{ $value }” is no number of dates: write one from 1 to 1100.
rule-fault-until = “{ $value }” is no day to end on.
rule-fault-weekday = “{ $value }” is no weekday here: rules write MO, TU, WE, TH, FR, SA, SU, and 2MO or -1FR by the month.
rule-fault-month = “{ $value }” is no month: write a number from 1 to 12.
rule-fault-week = “{ $value }” is no week: write 1 to 53, or -1 for the last.
rule-fault-year-day = “{ $value }” is no day of a year: write 1 to 366, or -1 for the last.
rule-fault-month-day = “{ $value }” is no day of a month: write 1 to 31, or -1 for the last.
rule-fault-position = “{ $value }” is no position: write 1 for the first or -1 for the last.
rule-fault-not-with = { $value } does not go with this frequency.
rule-fault-unknown-part = { $value } is no part of a rule that is known here.
rule-fault-not-possible = The rule gives no dates: { $value }
rule-fault-days-missing = Please choose at least one weekday.
rule-fault-lunar-day = “{ $value }” is no day of the traditional calendar: months are 1 to 12, days 1 to 30.
rule-fault-date = “{ $value }” is no date: write it like 2026-12-24.
rule-fault-too-many-dates = These are too many dates for one activity: at most 60.

# iCalendar feeds
feed-of-kind = { $centre }: { $kind }
feed-canceled = Canceled.
feed-host = Held by { $what }
feed-ages = For ages { $min } to { $max }
feed-age-from = From age { $min }
feed-age-to = Up to age { $max }
feed-for-children = Made for children
feed-course = A course of several dates
feed-languages = In { $what }
feed-cost = Cost: { $what }
feed-free = Free of charge
feed-access = { $what }
feed-register = Please register at a kiosk or at the desk.
feed-walk-in = Just come.
