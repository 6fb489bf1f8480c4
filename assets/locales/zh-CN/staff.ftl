# What staff read on the staff panel of a kiosk.

staff = 工作人员
staff-close = ‹ 关闭
staff-cancel = 取消
staff-now = 现在
staff-device = 设备
staff-log = 日志
staff-actions = 操作
staff-asking = 请稍等…
staff-unknown = 不清楚
staff-version = 第 { $version } 版

# The door
staff-pin = 仅限工作人员：请输入密码
staff-pin-enter = 进入
staff-pin-checking = 请稍等…
staff-pin-wrong = 密码不对（再错 { $left } 次就要等一会儿）
staff-pin-pause = 密码错得太多，请等 { $seconds } 秒。
staff-no-pin = 这台终端还没有设密码
staff-no-pin-more = 设了密码才能打开工作人员面板。请在这台机器上运行 tongxin kiosk --hash-pin ，把它打印的那一行写进终端的设置文件，再重新启动。

# Now: what plays
staff-playing = 屏幕上
staff-plays = 正在播放
staff-plays-nothing = 还没有内容
staff-plays-home = “{ $title }”的展项和首页
staff-plays-playlist = 播放列表“{ $title }”
staff-why = 原因
staff-why-rule = 节目排期的规则“{ $rule }”
staff-why-default = 现在没有规则适用，播放排期的默认内容
staff-why-no-schedule = 没有发布节目排期，播放内容包自己的待机画面
staff-until = 直到
staff-until-further = 另有安排为止
staff-schedule = 节目排期

# Now: what is here
staff-packs = 内容包
staff-packs-none = 还没有内容包
staff-pack-fetched = 已取到
staff-pack-verified = 已核验
staff-pack-staged = 等这次使用结束
staff-pack-trial = 试用中
staff-pack-confirmed = 已确认
staff-pack-reverted = 已回退
staff-generation = 内容批次
staff-generation-before = 留着第 { $before } 批，可以回退。
reverted-crashed = 它让程序崩溃了三次。
reverted-file-missing = 它有文件缺失或损坏。
reverted-no-frames = 显示它的时候画面不动了。
reverted-staff = 工作人员回退到了上一版。

# Now: news
staff-news = 服务器上的新内容
staff-update = 眼下
staff-update-idle = 等下一次查看
staff-update-looking = 正在询问服务器并核验
staff-update-fetching = 已取 { $done }，共 { $total }
staff-update-checking = 正在逐个检查文件
staff-last-look = 上次查看
staff-last-look-none = 启动以来还没有查看过
staff-result-fine = 正常
staff-result-new = 有新内容
staff-result-away = 没连上
staff-result-failed = 失败
staff-result-refused = 已拒绝
staff-result-nothing = 这个中心还没有发布内容。
staff-result-unchanged = 已发布的内容都在这里了。
staff-result-staged = 第 { $generation } 批已到，这次使用结束后显示。
staff-result-unreachable = 没有人应答。已有内容照常使用，稍后自动再查看。
staff-result-no-space = 空间不够：需要 { $needed }，只剩 { $free }。
staff-result-disk = 磁盘或 U 盘读写出错。
staff-reason-unnamed = 原因：{ $reason }
staff-expiry = 新内容可收到
staff-expiry-unknown = 还没有核验过任何内容
staff-expiry-left = { $days ->
    [0] 今天到期
   *[other] 还有 { $days } 天
}
staff-expiry-more = 过了这个时间，服务器重新签名之前不再收新内容；正在显示的不受影响。
staff-expired = 已过期
staff-expired-more = 连上重新签过名的服务器之前，不再收新内容；正在显示的不受影响。

# Now: the server and the clock
staff-connection = 服务器与时钟
staff-server = 服务器
staff-connected = 已连上
staff-away = 没连上
staff-outbox = 等待送出
staff-outbox-count = { $count ->
    [0] 没有
   *[other] { $count } 条签到和留言
}
staff-clock = 本机时钟
staff-clock-trusted = 准确
staff-clock-trusted-more = 最近核对过。
staff-clock-holdover = 最近没有核对
staff-clock-holdover-more = 上次核对时是准的，之后靠自己走。
staff-clock-untrusted = 不可信
staff-clock-untrusted-more = 请调好机器时间，或连上时间服务器；正在显示的不受影响。
staff-clock-floor = 终端按签过名的时间 { $at } 工作。
staff-problems = 问题
staff-problem = 问题

# Device
staff-kiosk = 这台终端
staff-name = 名称
staff-centre = 中心
staff-id = 编号
staff-program = 程序版本
staff-panel = 屏幕面板
staff-panel-size = { $width } × { $height } 像素，宽 { $mm } 毫米
staff-not-enrolled = 还没有入网
staff-machine = 机器
staff-disk = 磁盘
staff-memory = 内存
staff-program-memory = 本程序占用
staff-up = 已运行
staff-free-of = 剩 { $free }，共 { $all }
staff-network = 网络
staff-address = 地址
staff-address-none = 没有地址：网线和无线都没有连上
staff-kilobytes = { $number } kB
staff-megabytes = { $number } MB
staff-gigabytes = { $number } GB
staff-days = { $large } 天 { $small } 小时
staff-hours = { $large } 小时 { $small } 分
staff-minutes = { $large } 分

# Log
staff-log-empty = 还没有日志
staff-log-error = 错误
staff-log-warn = 警告
staff-log-info = 信息

# Actions
staff-look = 现在查看新内容
staff-look-what = 向服务器询问内容包、排期和活动，并送出等待的签到。
staff-import = 从 U 盘导入
staff-import-what = 导入 tongxin pack export 写出的文件，核验方法和从服务器取时一样。
staff-find-exports = 再找一次
staff-exports-none = 没有找到导出文件。请插好 U 盘，稍等一下再找。
staff-import-running = 已导入 { $done }，共 { $total }
staff-go-back = 回退到上一版
staff-go-back-what = 显示这一版之前的内容，并且不再收这一版。
staff-go-back-none = 没有留着上一版。
staff-go-back-question = 回退到上一版吗？
staff-go-back-more = 现在这一版会被记为有问题，这台终端不再收它；更新的版本照常收。
staff-go-back-yes = 回退
staff-pattern = 测试屏幕
staff-pattern-what = 灰阶、颜色、细线，以及手指触摸的位置。
staff-restart = 重新启动程序
staff-restart-what = 只要几秒钟，不会丢任何东西。
staff-restart-question = 重新启动程序吗？
staff-restart-more = 屏幕会黑几秒钟。等待送出的签到留在本机。
staff-restart-yes = 重新启动
staff-exit = 退出程序
staff-exit-what = 把屏幕交还给系统，方便维护机器。
staff-exit-question = 退出程序吗？
staff-exit-more = 再次启动之前，访客什么都用不了：用系统的服务命令启动，或者关机再开机。
staff-exit-yes = 退出

# Test pictures
staff-pattern-next = 下一张
staff-pattern-close = 关闭
staff-pattern-greys = 灰阶：上面十六级均匀；下面最暗和最亮的几级分得开
staff-pattern-colors = 颜色：均匀，没有别的颜色的点
staff-pattern-lines = 细线：一个像素宽，均匀，四边都有红线
staff-pattern-touch = 触摸：用手指把整个屏幕涂一遍
