# What `tongxin pack check` and the console say about a pack.

problem-answers-what = a question of kind { $kind } has { $count } answers, { $right } of them right
problem-answers-remedy = give two to four answers; mark exactly one with right = true, at least two for kind = "multiple", none for kind = "order"
problem-answer-pictures-what = some answers of this question have pictures and some have none
problem-answer-pictures-remedy = give every answer a picture, or none
problem-all-around-what = “{ $path }” has { $width } × { $height } pixels and cannot be looked around in
problem-all-around-remedy = give a picture twice as wide as high (equirectangular), at most 8192 × 4096
problem-color-what = “{ $value }” is no color
problem-color-remedy = Write it as # and six digits, for example "#F6E7C8".
problem-contrast-what = the ink { $ink } cannot be told from the paper { $paper }: a contrast of { $ratio }
problem-contrast-remedy = Take a darker ink or a lighter paper, so that it is at least { $least }. The first ink is also that of words.
problem-look-accent-what = the accent makes “{ $what }” unreadable: { $ink } on { $paper } has a contrast of { $ratio } : 1, and { $least } : 1 is the least
problem-look-accent-remedy = Take a darker accent, for example { $usual }, or a lighter background; WCAG 2.2 wants 4.5 : 1 for words and 3 : 1 for controls.
problem-look-background-what = the background makes “{ $what }” unreadable: { $ink } on { $paper } has a contrast of { $ratio } : 1, and { $least } : 1 is the least
problem-look-background-remedy = Take a lighter background, for example { $usual }: words on it stay dark. WCAG 2.2 wants 4.5 : 1 for words and 3 : 1 for controls.
problem-no-places-what = no place is of the category “{ $category }”
problem-no-places-remedy = give a place this category or take the category out: whoever touches it would see an empty list
problem-no-such-place-what = the exhibit “{ $exhibit }” has no place “{ $place }”
problem-no-such-place-remedy = write id = "{ $place }" beside the place on that map, or name another one
problem-nothing-taken-what = this wall takes neither words nor drawings
problem-nothing-taken-remedy = Leave out words = false or drawings = false.
problem-climbs-what = the path “{ $path }” leaves the exhibit’s folder
problem-climbs-remedy = put the file into the exhibit’s folder and write its name only
problem-file-too-large-what = “{ $path }” has { $megabytes } MB
problem-file-too-large-remedy = save it smaller: at most { $max } MB, for pictures as WebP
problem-format-what = the pack’s format is { $found }
problem-format-remedy = write format = 1
problem-id-what = “{ $value }” cannot be a name here
problem-id-remedy = use 1 to 40 small letters a–z, digits and hyphens
problem-kind-what = there is no kind of exhibit called “{ $found }”
problem-kind-remedy = write story, gallery, quiz, timeline, people, compare, figures, map, panorama, model, video, guide or wall
problem-language-what = “{ $value }” is not the tag of a language
problem-language-remedy = write tags like zh-CN or en
problem-ambience-speech-what = nobody who cannot hear it can read what is said in the ambience
problem-ambience-speech-remedy = if nobody speaks or sings words in it, write no_speech = true beside it; what is to be said belongs in a narration, which has its text
problem-spoken-only-what = nobody who cannot hear this recording can read what it says
problem-spoken-only-remedy = write it beside it as text, in every language of the pack
problem-live-value-what = both value and live are given
problem-live-value-remedy = keep one of them: value is written in the pack, live is counted by the server
problem-manifest-too-large-what = all texts together make a list of { $megabytes } MB
problem-manifest-too-large-remedy = divide the pack: kiosks accept lists of at most { $max } MB
problem-missing-file-what = the file “{ $path }” is not there
problem-missing-file-remedy = add the file, or correct its name (capital letters count)
problem-missing-key-what = “{ $key }” is missing
problem-missing-key-remedy = add it here
problem-missing-language-what = “{ $key }” has no text in { $language }
problem-missing-language-remedy = add the text, or take the language out of languages in pack.toml
problem-name-what = this name cannot travel: { $reason }
problem-name-remedy = rename it with letters, digits, hyphens and an ending
problem-no-such-day-what = there is no such moment: { $value }
problem-no-such-day-remedy = write a day like 2027-02-28 or a time like 2027-02-28T18:00:00, without quotation marks
problem-not-a-file-what = this is { $what }, not a file
problem-not-a-file-remedy = put a copy of the file here instead
problem-not-one-of-what = “{ $value }” is not known here
problem-not-one-of-remedy = write one like: { $known }
problem-out-of-range-what = { $value } is out of range
problem-out-of-range-remedy = write a number from 0 to { $max }
problem-rule-what = the rule cannot be taken: { $fault }
problem-rule-remedy = write a rule of RFC 5545 like FREQ=WEEKLY;BYDAY=TU;COUNT=6, or leave it out: then it comes every week
problem-over-what = { $value } is past: nobody would see this pack
problem-over-remedy = write a later day, or take not_after out
problem-pack-too-large-what = the files of this pack have { $megabytes } MB together
problem-pack-too-large-remedy = keep at most { $max } MB, or divide the pack
problem-picture-what = “{ $path }” cannot be shown: { $reason }
problem-picture-remedy = open it in a picture program and save it again as WebP, PNG or JPEG
problem-picture-too-large-what = “{ $path }” has { $width } × { $height } pixels
problem-picture-too-large-remedy = make it smaller: at most { $max } pixels on a side and 40 million in all; or cut it into tiles for a gallery or a map: tongxin pack tile PICTURE FOLDER
problem-picture-type-what = “{ $path }” is not a WebP, PNG or JPEG picture
problem-picture-type-remedy = save it as one of these; changing the ending of its name is not enough
problem-same-name-what = on some systems this name and “{ $other }” are one
problem-same-name-remedy = rename one of them; capital letters and accents are not enough
problem-tile-what = the tile “{ $path }” has { $width } × { $height } pixels, not { $across } × { $down }
problem-tile-remedy = cut the picture into tiles again: tongxin pack tile PICTURE FOLDER
problem-tiled-shape-what = “{ $path }” has { $width } × { $height } pixels, another shape than its tiles of { $across } × { $down }
problem-tiled-shape-remedy = make it smaller from the very picture that was cut into tiles, or leave “picture” out: the tiles have a small picture of their own
problem-tiled-too-large-what = “{ $path }” is a picture of { $width } × { $height } pixels
problem-tiled-too-large-remedy = make it smaller: at most { $max } pixels on a side, in tiles of 512 pixels
problem-tiles-what = “{ $path }” does not describe tiles a kiosk can show
problem-tiles-remedy = make it again: tongxin pack tile PICTURE FOLDER
problem-toml-what = this line cannot be read: { $message }
problem-toml-remedy = check quotation marks, brackets and equals signs on this line and the one before
problem-too-long-what = the text has { $count } characters
problem-too-long-remedy = shorten it to { $max } at most, so that it can be read standing
problem-out-of-bounds-what = “{ $key }” is out of bounds
problem-out-of-bounds-remedy = write a number from { $min } to { $max }
problem-sound-what = “{ $path }” cannot be played: { $reason }
problem-sound-remedy = save it as Ogg Vorbis, MP3, FLAC, WAV or M4A
problem-sound-too-long-what = “{ $path }” lasts { $minutes } minutes
problem-sound-too-long-remedy = cut it into recordings of at most { $max } minutes
problem-film-what = “{ $path }” cannot be played: { $reason }
problem-film-remedy = save it again as MP4 with H.264 and AAC, for example with “Fast 1080p30” in HandBrake
problem-film-codec-what = “{ $path }” is made with { $found }, which kiosks do not play
problem-film-codec-remedy = save it as MP4 with H.264 and AAC, or as WebM with VP9 and Opus, for example with HandBrake
problem-film-too-large-what = “{ $path }” has { $megabytes } MB
problem-film-too-large-remedy = save it with fewer bits, at most { $max } MB: 1080p needs no more than 2 Mbit/s (in HandBrake: average bitrate 2000)
problem-film-too-long-what = “{ $path }” lasts { $minutes } minutes
problem-film-too-long-remedy = cut it to { $max } minutes at most, or divide it into several exhibits; nobody stands longer before a screen
problem-film-too-wide-what = the pictures of “{ $path }” have { $width } × { $height } pixels
problem-film-too-wide-remedy = save it smaller: at most 3840 × 2160, and 1920 × 1080 is enough for nearly every panel
problem-subtitles-what = this film has sound and no subtitles in { $language }
problem-subtitles-remedy = add a WebVTT file with everything that is said, subtitles.{ $language } = "film.{ $language }.vtt"; if nobody speaks in it, write no_speech = true
problem-cue-what = { $fault }
problem-cue-remedy = write it like this: WEBVTT in the first line; then, each after an empty line, 00:01.500 --> 00:04.000 and below it what is said
cue-header = the file does not begin with WEBVTT
cue-times = there are no times here that can be read
cue-order = these times end before they begin, or begin before those above them
cue-empty = nothing is said here
cue-late = the film is over by then
cue-none = there are no subtitles in this file
problem-object-what = “{ $path }” cannot be shown: { $reason }
problem-object-remedy = export it as binary glTF 2.0 (.glb) with its pictures inside
problem-triangles-what = “{ $path }” has { $triangles } triangles
problem-triangles-remedy = reduce it to at most { $max }, for example with “Decimate” in Blender
problem-corners-what = “{ $path }” has { $corners } corners
problem-corners-remedy = keep at most { $max }: “Decimate” and “Merge by Distance” in Blender leave fewer
problem-object-pictures-what = “{ $path }” has { $pictures } pictures on it
problem-object-pictures-remedy = put them together into at most { $max }, for example by baking them in Blender
problem-object-pixels-what = the pictures on “{ $path }” have { $millions } million pixels together
problem-object-pixels-remedy = make them smaller, at most { $max } million together: one of 4096 × 4096 or four of 2048 × 2048
problem-too-many-what = there are too many { $what }
problem-too-many-remedy = keep at most { $max }
problem-too-many-files-what = there are too many files in this folder
problem-too-many-files-remedy = keep at most { $max }; names that begin with _ do not count
problem-twice-what = “{ $value }” stands here twice
problem-twice-remedy = take one out
problem-unknown-key-what = “{ $key }” means nothing here
problem-unknown-key-remedy = take it out or correct it; known here: { $known }
problem-unreadable-what = the file cannot be read: { $reason }
problem-unreadable-remedy = save it as plain text in UTF-8
problem-unused-what = nothing uses this file
problem-unused-remedy = it will not travel; name it in an exhibit, or begin its name with _ to keep it for yourself
problem-wrong-type-what = “{ $key }” should be { $wanted }
problem-wrong-type-remedy = correct it here
problem-type-text = a text in quotation marks
problem-type-flag = true or false
problem-type-number = a whole number
problem-type-table = a part with keys of its own
problem-type-list = a list of texts in brackets, with at least one
problem-type-texts = a text for each language
problem-type-date = a day or a time without quotation marks, like 2027-02-28

# Why a name is not allowed
not-a-file-link = a link
not-a-file-pipe = a pipe
not-a-file-socket = a socket
not-a-file-device = a device
name-climbs = it leads out of the pack
name-not-utf8 = it is not written in UTF-8
name-characters = it has characters that not every system can write, like : * ? " < > | or \
name-reserved = some systems keep it for themselves: a device, or an end in a dot or space
name-too-deep = it stands in too many folders
name-too-long = it is too long

# Why a pack file is refused
archive-not-a-zip = This file is not a zip file, or it is damaged. Please make it again.
archive-name = The file name “{ $name }” is not allowed: { $reason }. Please rename the file and make the zip again.
archive-duplicate = “{ $name }” is in the pack twice (capital letters and accents do not count). Please rename one.
archive-two-names = “{ $name }” has a second name in this zip. Please make it again with another program.
archive-not-a-file = “{ $name }” is a link or a device. A pack holds only files and folders.
archive-encrypted = “{ $name }” is encrypted. Please make the zip without a password.
archive-method = “{ $name }” is compressed in an unusual way. Please make an ordinary zip.
archive-damaged = “{ $name }” is damaged. Please make the zip again.
archive-overlap = “{ $name }” shares its bytes with another file. Nothing was unpacked. Please make the zip again.
archive-bomb = “{ $name }” would unpack to more than 200 times its size. Nothing was unpacked.
archive-file-too-large = “{ $name }” is too large: at most { $filemegabytes } MB a file.
archive-too-many-files = There are too many files: at most { $files }.
archive-too-large = The pack is too large: at most { $packmegabytes } MB unpacked.
archive-no-pack = There is no pack.toml in this file. Please zip the author’s folder.
archive-disk = It could not be unpacked: the disk is full or failing.

# tongxin pack limits
limit-pixels = { $max } pixels
limit-characters = { $max } characters
limit-bytes = { $max } bytes (about 80 Chinese characters)
limit-folders = { $max } folders
limit-pictures-what = Pictures
limit-sound-what = Sound
limit-film-what = Films
limit-picture-side-what = A side of a picture
limit-picture-pixels-what = All of a picture
limit-tiled-side-what = A side of a picture in tiles
limit-picture-bytes-what = A picture’s file
limit-sound-bytes-what = One recording
limit-sound-secs-what = Length of a recording
limit-minutes = { $max } minutes
limit-film-secs-what = Length of a film
limit-film-bytes-what = One film
limit-film-size-what = A film’s picture, lying or upright
limit-cue-what = A subtitle
limit-chapters-what = Chapters of a film
limit-object-bytes-what = One model
limit-triangles-what = Triangles of a model
limit-corners-what = Corners of a model
limit-object-pictures-what = Pictures on a model
limit-object-pixels-what = All pictures on a model together
limit-file-bytes-what = Any other file
limit-toml-bytes-what = A file of text (.toml)
limit-pack-bytes-what = All files together
limit-manifest-bytes-what = All texts together, as kiosks fetch them
limit-files-what = Files
limit-name-what = A file’s name with its folders
limit-depth-what = Folders around a file
limit-exhibits-what = Exhibits
limit-parts-what = Pages, pictures, years, people, scenes or questions of an exhibit
limit-answers-what = Answers to a question
limit-numbers-what = Numbers on a page of figures
limit-values-what = Values of a chart
limit-ring-values-what = Values of a ring
limit-places-what = Places on a map
limit-categories-what = Categories of places on a map
limit-way-what = Turns on the way to a place
limit-spots-what = Spots to touch in a scene of a panorama
limit-topics-what = Topics of a guide
limit-wordings-what = Other ways of asking one question of a guide, in one language
limit-prompts-what = Prompts of a message wall
limit-prompt-what = A prompt of a message wall
limit-papers-what = Colors of paper of a message wall
limit-inks-what = Inks of a message wall
limit-notes-shown-what = Messages a wall shows
limit-wish-what = A wish that a visitor writes
limit-activities-what = Example activities
limit-age-what = An age in years
limit-note-what = A cost, a note on accessibility
limit-rule-what = A rule by which an activity comes again
limit-languages-what = Languages
limit-id-what = An id: small letters, digits, hyphens
limit-heading-what = A heading, title, caption or answer
limit-label-what = A unit, a value’s label, a category
limit-text-what = A text
limits-heading = | What | At most |

# tongxin pack
pack-error = error
pack-warning = warning
pack-summary = { $folder }: { $errors ->
    [one] 1 error
   *[other] { $errors } errors
 }, { $warnings ->
    [one] 1 warning
   *[other] { $warnings } warnings
 }
pack-built = { $file }: { $files ->
    [one] 1 file
   *[other] { $files } files
 }, { $size }
pack-not-empty = this folder is not empty; name a new one: { $folder }
pack-bad-id = “{ $value }” cannot be an id: use 1 to 40 small letters a–z, digits and hyphens
pack-new-made = { $folder } is a whole pack; every other kind of exhibit has an example in its _examples. Change texts and pictures, then:

# tongxin pack diff
diff-first = { $pack } is not published there yet: everything is new
diff-nothing = { $pack }: nothing changes
diff-heading = { $pack } changes for visitors:
diff-pack = the pack itself
diff-added = new
diff-changed = changed
diff-removed = gone
diff-bytes = { $files ->
    [one] 1 file
   *[other] { $files } files
 }, { $size } to fetch
diff-not-whole = it has errors; tongxin pack check lists them
diff-total = Every kiosk fetches { $size } ({ $files ->
    [one] 1 file
   *[other] { $files } files
 }).
diff-fact-words = { $count ->
    [one] 1 text
   *[other] { $count } texts
 }
diff-fact-pictures = { $count ->
    [one] 1 picture
   *[other] { $count } pictures
 }
diff-fact-parts = { $before } → { $after } parts
diff-fact-kind = another kind of exhibit
diff-fact-order = the order
diff-fact-answers = which answer is right
diff-fact-languages = languages: { $languages }
diff-fact-not-after = shown until { $until }
diff-fact-no-end = shown without an end
diff-fact-other = other settings

# tongxin pack publish
publish-account = Account:
publish-password = Password of { $account }: 
publish-ask = Publish this to the kiosks of { $centre }? [y/N]
publish-yes = y yes
publish-not-done = Nothing was published.
publish-done = Published: { $pack } version { $version }. Kiosks fetch it now and switch when nobody is touching them.
publish-uploading = Uploading { $size } …
publish-plain-http = the password would travel unencrypted to { $host }; use https://, or --allow-http on a network you trust
publish-no-answer = the server does not answer: { $reason }

# tongxin pack preview
preview-shown = on the screen: { $title }
preview-kept = the last good state stays on the screen; it changes when the errors are gone
preview-waiting = nothing to show yet: correct the errors and save
preview-no-display = there is no display here to open a window on

# tongxin pack tile
pack-tile-progress = { $done } % cut
pack-tile-made = { $tiles } tiles, { $size }, in { $folder }. Write in exhibit.toml, in place of picture:
pack-tile-again = { $folder } is there already; remove it to cut the picture again
pack-tile-too-large = this picture has { $width } × { $height } pixels; at most { $max } on a side
pack-tile-memory = a JPEG or WebP picture of { $width } × { $height } pixels has to be read whole, and that takes more than { $max } GB of memory. Save it as PNG without interlacing: that is read row by row.
pack-tile-unreadable = this picture cannot be read: { $reason }
# tongxin pack export
pack-export-progress = { $done } of { $total } are on the stick
pack-export-pack = { $pack }, version { $version }
pack-exported = { $folder }: { $size } written. On a kiosk: staff panel, Actions, Import from a USB stick.
