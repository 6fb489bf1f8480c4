# `tongxin pack check` 和管理后台对内容包的说明。

problem-all-around-what = “{ $path }”是 { $width } × { $height } 像素，不能环顾
problem-all-around-remedy = 请用宽是高两倍的全景图（等距柱状投影），最大 8192 × 4096
problem-answers-what = 这道题有 { $count } 个答案，其中 { $right } 个标为正确
problem-answers-remedy = 写两到四个答案，并且只给一个加上 right = true
problem-climbs-what = 路径“{ $path }”指到展项文件夹外面去了
problem-climbs-remedy = 把文件放进展项文件夹，这里只写文件名
problem-file-too-large-what = “{ $path }”有 { $megabytes } MB
problem-file-too-large-remedy = 请压缩到 { $max } MB 以内，图片建议存成 WebP
problem-format-what = 内容包格式写的是 { $found }
problem-format-remedy = 请写 format = 1
problem-id-what = “{ $value }”不能用作名称
problem-id-remedy = 请用 1 到 40 个小写字母、数字或连字符
problem-kind-what = 没有叫“{ $found }”的展项类型
problem-kind-remedy = 请写 story、gallery、panorama 或 quiz
problem-language-what = “{ $value }”不是语言代码
problem-language-remedy = 请写 zh-CN 或 en 这样的代码
problem-manifest-too-large-what = 全部文字合起来有 { $megabytes } MB
problem-manifest-too-large-remedy = 请拆成几个内容包：终端最多接受 { $max } MB
problem-missing-file-what = 找不到文件“{ $path }”
problem-missing-file-remedy = 请补上文件，或改正文件名（区分大小写）
problem-missing-key-what = 缺少“{ $key }”
problem-missing-key-remedy = 请在这里补上
problem-missing-language-what = “{ $key }”缺少 { $language } 文字
problem-missing-language-remedy = 请补上这段文字，或从 pack.toml 的 languages 里去掉这种语言
problem-name-what = 这个名称不能随包传送：{ $reason }
problem-name-remedy = 请改名，用文字、数字、连字符加后缀
problem-no-such-day-what = 没有这样的日期或时间：{ $value }
problem-no-such-day-remedy = 请写 2027-02-28 这样的日期，或 2027-02-28T18:00:00 这样的时间，不加引号
problem-not-a-file-what = 这是{ $what }，不是文件
problem-not-a-file-remedy = 请在这里放一份真正的文件
problem-not-one-of-what = 这里不认识“{ $value }”
problem-not-one-of-remedy = 请写成这样的值：{ $known }
problem-out-of-range-what = { $value } 超出范围
problem-out-of-range-remedy = 请写 0 到 { $max } 之间的整数
problem-over-what = { $value } 已经过去，没有人会看到这个内容包
problem-over-remedy = 请写一个更晚的日期，或删去 not_after
problem-pack-too-large-what = 这个内容包的文件合计 { $megabytes } MB
problem-pack-too-large-remedy = 请控制在 { $max } MB 以内，或拆成几个内容包
problem-picture-what = “{ $path }”无法显示：{ $reason }
problem-picture-remedy = 请用图片软件打开，再存成 WebP、PNG 或 JPEG
problem-picture-too-large-what = “{ $path }”是 { $width } × { $height } 像素
problem-picture-too-large-remedy = 请缩小：每边最多 { $max } 像素，总共不超过四千万像素；图集里的大图也可以切片：tongxin pack tile 图片 文件夹
problem-picture-type-what = “{ $path }”不是 WebP、PNG 或 JPEG 图片
problem-picture-type-remedy = 请另存为其中一种；只改文件名后缀没有用
problem-same-name-what = 在有些系统上，这个名称和“{ $other }”是同一个
problem-same-name-remedy = 请给其中一个改名，只改大小写或重音符号不够
problem-tile-what = 切片“{ $path }”是 { $width } × { $height } 像素，应为 { $across } × { $down }
problem-tile-remedy = 请重新切片：tongxin pack tile 图片 文件夹
problem-tiled-too-large-what = “{ $path }”是一张 { $width } × { $height } 像素的图
problem-tiled-too-large-remedy = 请缩小：每边最多 { $max } 像素，切片边长 512 像素
problem-tiles-what = “{ $path }”写的切片，终端不能显示
problem-tiles-remedy = 请重新生成：tongxin pack tile 图片 文件夹
problem-toml-what = 这一行读不懂：{ $message }
problem-toml-remedy = 请检查这一行和上一行的引号、括号和等号
problem-too-long-what = 这段文字有 { $count } 个字
problem-too-long-remedy = 请缩短到 { $max } 个字以内，方便站着阅读
problem-out-of-bounds-what = “{ $key }”超出范围
problem-out-of-bounds-remedy = 请写 { $min } 到 { $max } 之间的数
problem-too-many-what = { $what } 太多了
problem-too-many-remedy = 最多保留 { $max } 个
problem-too-many-files-what = 文件夹里的文件太多
problem-too-many-files-remedy = 最多保留 { $max } 个；名称以 _ 开头的不算
problem-twice-what = “{ $value }”重复出现
problem-twice-remedy = 请删掉一个
problem-unknown-key-what = 这里不认识“{ $key }”
problem-unknown-key-remedy = 请删掉或改正；这里可以用：{ $known }
problem-unreadable-what = 文件读不出来：{ $reason }
problem-unreadable-remedy = 请存成 UTF-8 纯文本
problem-unused-what = 没有地方用到这个文件
problem-unused-remedy = 它不会随包发布；请在展项里引用它，或让文件名以 _ 开头留作自用
problem-wrong-type-what = “{ $key }”应该是{ $wanted }
problem-wrong-type-remedy = 请在这里改正
problem-type-text = 带引号的文字
problem-type-number = 整数
problem-type-list = 方括号里的文字列表，至少一项
problem-type-texts = 每种语言各一段文字
problem-type-table = 一个表
problem-type-date = 不加引号的日期或时间，例如 2027-02-28

# 名称为什么不能用
not-a-file-link = 链接
not-a-file-pipe = 管道
not-a-file-socket = 套接字
not-a-file-device = 设备
name-climbs = 它指到内容包外面去了
name-not-utf8 = 它不是 UTF-8 编码
name-characters = 含有不是每个系统都能写的字符，例如 : * ? " < > | 或 \
name-reserved = 有些系统保留了它：设备名，或以点、空格结尾
name-too-deep = 文件夹层数太多
name-too-long = 太长了

# 内容包文件为什么被拒绝
archive-not-a-zip = 这不是 zip 文件，或者文件已损坏，请重新打包。
archive-name = 文件名“{ $name }”不能用：{ $reason }。请改名后重新打包。
archive-duplicate = “{ $name }”在内容包里重复（不区分大小写和重音符号），请给其中一个改名。
archive-two-names = “{ $name }”在这个 zip 里还有另一个名称，请换一个软件重新打包。
archive-not-a-file = “{ $name }”是链接或设备文件。内容包里只能有普通文件和文件夹。
archive-encrypted = “{ $name }”有密码，请不设密码重新打包。
archive-method = “{ $name }”用了不常见的压缩方式，请打成普通 zip。
archive-damaged = “{ $name }”已损坏，请重新打包。
archive-overlap = “{ $name }”和别的文件共用数据，没有解压。请重新打包。
archive-bomb = “{ $name }”解压后会超过原来的 200 倍，没有解压。
archive-file-too-large = “{ $name }”太大：每个文件最多 { $filemegabytes } MB。
archive-too-many-files = 文件太多：最多 { $files } 个。
archive-too-large = 内容包太大：解压后最多 { $packmegabytes } MB。
archive-no-pack = 里面没有 pack.toml，请把作者文件夹整个打包。
archive-disk = 解压失败：磁盘已满或有故障。

# tongxin pack limits
limit-none-yet = 暂不接受
limit-pixels = { $max } 像素
limit-characters = { $max } 个字
limit-bytes = { $max } 字节（约 80 个汉字）
limit-folders = { $max } 层
limit-pictures-what = 图片格式
limit-sound-what = 声音格式
limit-video-what = 视频格式
limit-picture-side-what = 图片每边
limit-picture-pixels-what = 整张图片
limit-tiled-side-what = 切片大图一边
limit-picture-bytes-what = 图片文件
limit-file-bytes-what = 其他文件
limit-toml-bytes-what = 文字文件（.toml）
limit-pack-bytes-what = 全部文件合计
limit-manifest-bytes-what = 终端下载的全部文字
limit-files-what = 文件数
limit-name-what = 文件名连同文件夹
limit-depth-what = 文件夹层数
limit-exhibits-what = 展项数
limit-parts-what = 一个展项的页、图、场景或题
limit-answers-what = 一道题的答案，其中一个正确
limit-spots-what = 全景每个场景的触点
limit-activities-what = 示例活动
limit-languages-what = 语言
limit-id-what = 名称代号：小写字母、数字、连字符
limit-heading-what = 标题、说明或答案
limit-text-what = 一段文字
limits-heading = | 内容 | 上限 |

# tongxin pack
pack-error = 错误
pack-warning = 提醒
pack-summary = { $folder }：{ $errors } 个错误，{ $warnings } 个提醒
pack-built = { $file }：{ $files } 个文件，{ $size }
pack-not-empty = 这个文件夹不是空的，请换一个新的：{ $folder }
pack-bad-id = “{ $value }”不能用作代号：请用 1 到 40 个小写字母、数字或连字符
pack-new-made = { $folder } 已是一个完整的内容包。改好文字和图片，然后：

# tongxin pack diff
diff-first = { $pack } 在那里还没有发布过，全部是新的
diff-nothing = { $pack }：没有变化
diff-heading = { $pack } 对访客的变化：
diff-pack = 内容包本身
diff-added = 新增
diff-changed = 更改
diff-removed = 移除
diff-bytes = 需下载 { $files } 个文件，{ $size }
diff-not-whole = 它有错误，可用 tongxin pack check 查看
diff-total = 每台终端需下载 { $size }（{ $files } 个文件）。
diff-fact-words = { $count } 段文字
diff-fact-pictures = { $count } 张图片
diff-fact-parts = { $before } → { $after } 个部分
diff-fact-kind = 换了展项类型
diff-fact-order = 顺序
diff-fact-answers = 正确答案
diff-fact-languages = 语言：{ $languages }
diff-fact-not-after = 展示到 { $until }
diff-fact-no-end = 不再有截止时间
diff-fact-other = 其他设置

# tongxin pack publish
publish-account = 账号：
publish-password = { $account } 的密码：
publish-ask = 发布到 { $centre } 的终端？[y/N]
publish-yes = y yes 是
publish-not-done = 没有发布。
publish-done = 已发布：{ $pack } 第 { $version } 版。终端现在开始下载，没有人使用时自动切换。
publish-uploading = 正在上传 { $size }…
publish-plain-http = 密码会不加密地传到 { $host }；请用 https://，或在可信的网络里加 --allow-http
publish-no-answer = 服务器没有回应：{ $reason }

# tongxin pack preview
preview-shown = 屏幕上现在是：{ $title }
preview-kept = 屏幕上保留上一个没有错误的状态，改好后自动更新
preview-waiting = 还没有可以显示的内容：改好错误并保存
preview-no-display = 这里没有显示器，打不开窗口

# tongxin pack tile
pack-tile-progress = 已切好 { $done } %
pack-tile-made = { $tiles } 个切片，{ $size }，在 { $folder }。请在 exhibit.toml 里写下面这行，代替 picture：
pack-tile-again = { $folder } 已经有了；要重新切片，请先删掉它
pack-tile-too-large = 这张图是 { $width } × { $height } 像素；每边最多 { $max }
pack-tile-memory = { $width } × { $height } 像素的 JPEG 或 WebP 要整张读入，需要的内存超过 { $max } GB。请另存为不隔行的 PNG：它可以一行一行地读。
pack-tile-unreadable = 这张图读不出来：{ $reason }
# tongxin pack export
pack-export-progress = 已写入 { $done }，共 { $total }
pack-export-pack = { $pack }，第 { $version } 版
pack-exported = { $folder }：写入 { $size }。在终端上：工作人员面板 → 操作 → 从 U 盘导入。
