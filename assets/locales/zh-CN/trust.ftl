# `tongxin trust` 说的话。

trust-role-root = 根（root）：规定谁的签名算数
trust-role-targets = 目标（targets）：规定哪个中心可以发布
trust-role-snapshot = 快照（snapshot）：规定哪些版本是一套
trust-role-timestamp = 时间戳（timestamp）：说明什么是最新的
trust-role-shared = 共享（shared）：全市共用的内容包
trust-role-centre = { $centre }：这个中心的内容包和节目排期

trust-status-role = { $role }，第 { $version } 版
trust-status-expires = 有效期到 { $date }，还有 { $days } 天
trust-status-expires-soon = { $date } 过期，只剩 { $days } 天：请带齐密钥介质，运行 tongxin trust renew
trust-status-expired = 已于 { $date } 过期：终端继续播放现有内容，但不再接受新内容
trust-status-unsigned = 还没有签名，第一次发布时会签
trust-status-unreadable = 文件损坏，读不出来
trust-status-invalid = 签名用的密钥已经不算数；如果密钥在服务器上，一小时内会重新签名
trust-status-jumped = 版本号被人为跳高，只有密钥失窃才会这样：请运行 tongxin trust rotate online
trust-status-here = 本机可以签名：需要 { $count } 把密钥中的 { $threshold } 把
trust-status-elsewhere = 本机不能签名：需要 { $count } 把密钥中的 { $threshold } 把
trust-status-key-here = 密钥 { $key }：在本机
trust-status-key-elsewhere = 密钥 { $key }：在密钥介质或别的机器上

trust-plan-init =
    将建立一个新的签名仓库。{ $count } 个介质各存一把根密钥和一把目标密钥；以后要改动“谁的签名算数”，必须凑齐其中 { $threshold } 个。日常用的密钥留在这台服务器上。
    介质丢了无法补造：请交给不同的人，放在不同的地方。
trust-plan-move =
    已有的签名仓库把最重要的密钥放在这台服务器上。现在换成 { $count } 个介质上的新密钥，以后必须凑齐其中 { $threshold } 个。终端会自动跟上。旧密钥将从服务器上删除。
trust-plan-rotate-root = 在场的每个介质都换一把新的根密钥。终端会自动跟上，旧密钥从此不算数。
trust-plan-rotate-targets = 在场的每个介质都换一把新的目标密钥。终端会自动跟上，旧密钥从此不算数。
trust-plan-rotate-online = 这台服务器换新的快照密钥和时间戳密钥，由根来声明。终端会自动跟上，并忘掉被旧密钥人为抬高的版本号。
trust-plan-rotate-owner = { $owner } 在这台服务器上换一把新密钥。已发布的内容不变，旧密钥从此不算数。
trust-plan-revoke-owner = { $owner } 不能再发布。它的终端继续播放现有内容，但收不到新内容。要恢复，请运行 tongxin trust delegate { $owner }。
trust-plan-revoke-keys = 这些密钥从此不算数：{ $keys }。根密钥和目标密钥不补新的；中心或服务器的密钥会换成新的。
trust-plan-revoke-keys-new = 这些密钥从此不算数：{ $keys }。由 { $folder } 里的新密钥接替。
trust-ask = 继续吗？（y/N）
trust-nothing-done = 什么都没有改动。

trust-passphrase = { $folder } 的口令：
trust-passphrase-new = 为 { $folder } 设置口令（至少 8 个字符）：
trust-passphrase-again = 再输一遍：
trust-passphrase-short = 口令太短。四个互不相干的词就很好记。
trust-passphrase-differs = 两次输入的口令不一样。
trust-passphrase-wrong = 这不是这个介质的口令。
trust-no-repository = { $folder } 里没有内容仓库。服务器还没有运行过时，请先运行 tongxin trust init。
trust-trouble-few = { $role }：需要 { $threshold } 把密钥，现在只有 { $found } 把。请带来更多介质，每个用 --medium 指明。
trust-trouble-not-delegated = { $owner } 还没有签名角色：请运行 tongxin trust delegate { $owner }。
trust-trouble-absent = { $folder } 里没有同心的密钥。是不是拿错了介质，或者还没有挂载？
trust-trouble-occupied = { $folder } 里已经有密钥，不会覆盖。请换一个空的介质。
trust-trouble-closed = 口令打不开 { $folder } 里的密钥。

trust-medium-made = { $folder }：密钥 { $keys }
trust-done = 完成。终端下次查看时生效。
trust-done-init = 完成。请取出介质，分开保管。用 tongxin trust status 查看有效期。
trust-done-waits = 已签名。请把元数据文件夹复制到服务器，一小时内生效。

# 没有新内容的原因，维护面板和管理后台用。
trust-refusal-arbitrary-software = 内容服务器的文件没有可信的签名。屏幕内容不变，请告诉维护人员。
trust-refusal-rollback = 内容服务器给出的内容比见过的还旧。屏幕内容不变。
trust-refusal-freeze = 内容服务器的签名已过期，或本机时钟不对。屏幕内容不变，暂不接受新内容。
trust-refusal-fast-forward = 内容服务器的版本号跳得不对。屏幕内容不变。
trust-refusal-mix-and-match = 内容服务器的文件不是一套，可能正在更新。屏幕内容不变。
trust-refusal-wrong-delegation = 有人签发了不归自己管的内容。屏幕内容不变，请告诉维护人员。
trust-refusal-endless-data = 内容服务器发来的数据超出限制。屏幕内容不变。
trust-refusal-slow-retrieval = 内容服务器传得太慢，永远收不完。屏幕内容不变。
trust-refusal-wrong-hash = 内容服务器的一个文件与签名不符。屏幕内容不变。
trust-refusal-missing = 内容服务器上缺少一个已签名的文件。屏幕内容不变。
trust-refusal-not-delegated = 这个中心还没有发布权限。请在服务器上运行 tongxin trust delegate。
trust-refusal-malformed = 内容服务器发来的东西读不懂，可能被网络的登录页面挡住了。
trust-refusal-unreachable = 连不上内容服务器。屏幕内容不变。
trust-refusal-not-kept = 本机磁盘没能保存已核验的文件，可能满了或坏了。
