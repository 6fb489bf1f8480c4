# What `tongxin trust` says.

trust-role-root = root: says whose signatures count
trust-role-targets = targets: says which centre may publish
trust-role-snapshot = snapshot: says which versions belong together
trust-role-timestamp = timestamp: says what is newest
trust-role-shared = shared: the packs of the whole city
trust-role-centre = { $centre }: the packs and schedule of this centre

trust-status-role = { $role } (version { $version })
trust-status-expires = good until { $date }, { $days } more days
trust-status-expires-soon = expires on { $date }, in { $days } days: bring enough media and run tongxin trust renew
trust-status-expired = expired on { $date }: kiosks go on showing what they have and take nothing new
trust-status-unsigned = not signed yet; it will be with its first publication
trust-status-unreadable = cannot be read: its file is damaged
trust-status-invalid = signed by keys that count no more; the server signs it again within the hour if it has its key
trust-status-jumped = its version was jumped to, which only a stolen key does: run tongxin trust rotate online
trust-status-here = this machine can sign it: { $threshold } of { $count } keys are needed
trust-status-elsewhere = this machine cannot sign it: { $threshold } of { $count } keys are needed
trust-status-key-here = key { $key }: here
trust-status-key-elsewhere = key { $key }: on a medium or another machine

trust-plan-init =
    This makes a new repository. { $count } media get a key of root and one of targets each; { $threshold } of them have to come together to change whose signatures count. The keys for daily work stay on this server.
    Nobody can make lost media again: keep each in another place, with another person.
trust-plan-move =
    There is a repository whose most important keys lie on this server. They are replaced by new ones on { $count } media, { $threshold } of which have to come together from then on. Kiosks follow by themselves. The old keys are deleted from this server.
trust-plan-rotate-root = Every medium that is here gets a new key of root. Kiosks follow by themselves; the old keys count no more.
trust-plan-rotate-targets = Every medium that is here gets a new key of targets. Kiosks follow by themselves; the old keys count no more.
trust-plan-rotate-online = This server gets new keys of snapshot and timestamp, and root says so. Kiosks follow by themselves, and forget version numbers that somebody with the old keys may have driven up.
trust-plan-rotate-owner = { $owner } gets a new key on this server. What it has published stays; the old key counts no more.
trust-plan-revoke-owner = { $owner } may publish nothing more. Its kiosks go on showing what they have and get no news. To let it publish again, run tongxin trust delegate { $owner }.
trust-plan-revoke-keys = These keys count no more: { $keys }. A key of root or targets goes without a successor; the key of a centre or of this server is replaced.
trust-plan-revoke-keys-new = These keys count no more: { $keys }. New keys in { $folder } take their place.
trust-ask = Go on? (y/N)
trust-nothing-done = Nothing was changed.

trust-passphrase = Passphrase of { $folder }:
trust-passphrase-new = New passphrase for { $folder } (8 characters or more):
trust-passphrase-again = The same again:
trust-passphrase-short = That is too short. Four words that do not belong together are easy to keep in mind.
trust-passphrase-differs = The two were not the same.
trust-passphrase-wrong = That is not the passphrase of this medium.
trust-no-repository = There is no repository in { $folder }. On a server that has never run, begin with tongxin trust init.
trust-trouble-few = { $role }: it takes { $threshold } keys, and { $found } are here. Bring more media and give each with --medium.
trust-trouble-not-delegated = { $owner } has no role yet: run tongxin trust delegate { $owner }.
trust-trouble-absent = There are no Tongxin keys in { $folder }. Is it the right medium, and is it mounted?
trust-trouble-occupied = There are keys in { $folder } already, and nothing is written over them. Take an empty medium.
trust-trouble-closed = The passphrase does not open the keys in { $folder }.

trust-medium-made = { $folder }: keys { $keys }
trust-done = Done. Kiosks take it up at their next look.
trust-done-init = Done. Take the media out and keep them apart. tongxin trust status says what expires when.
trust-done-waits = Signed. Copy the folder of metadata to the server, which takes it up within the hour.

# Why there is no news, on the staff panel and in the console.
trust-refusal-arbitrary-software = The content server's files are signed by nobody we trust. What is on show stays; tell whoever looks after the server.
trust-refusal-rollback = The content server offers an older state than we have seen. What is on show stays.
trust-refusal-freeze = The content server's signatures have expired, or this clock is wrong. What is on show stays, nothing new is taken.
trust-refusal-fast-forward = The content server's version numbers jump ahead. What is on show stays.
trust-refusal-mix-and-match = The content server's files do not belong together. What is on show stays; it may be in the middle of a change.
trust-refusal-wrong-delegation = Somebody signed content that is not theirs to sign. What is on show stays; tell whoever looks after the server.
trust-refusal-endless-data = The content server sends more than it should. What is on show stays.
trust-refusal-slow-retrieval = The content server sends so slowly that it would never end. What is on show stays.
trust-refusal-wrong-hash = A file of the content server is not the one that was signed. What is on show stays.
trust-refusal-missing = A signed file is missing on the content server. What is on show stays.
trust-refusal-not-delegated = This centre may not publish: nobody has given it a role. Run tongxin trust delegate on the server.
trust-refusal-malformed = What the content server sends cannot be read; a network's sign-in page may be in the way.
trust-refusal-unreachable = The content server cannot be reached. What is on show stays.
trust-refusal-not-kept = This disk could not keep what was verified; it may be full or failing.
