# 报名的人看到、听到的话：自助终端、手机、服务台。

registration-why-confirmed = 您已报名成功。
registration-why-offered = 为您保留了名额，请在 { $time } 前确认，逾期将给下一位。
registration-why-waiting = { $before ->
    [0] 您排在第一位，一有空位就通知您。
   *[other] 前面还有 { $before } 人，按报名先后，您排第 { $position } 位。
 }
registration-why-waiting-after-first-timers = 首次参加的人优先。{ $before ->
    [0] 之后就轮到您。
   *[other] 前面还有 { $before } 人，您排第 { $position } 位。
 }
registration-why-waiting-drawn = 您的抽签序号是第 { $drawn } 号。{ $before ->
    [0] 下一个空位就是您的。
   *[other] 序号在您前面的还有 { $before } 人。
 }
registration-why-waiting-after-lots = 您在抽签之后报名，已抽签的人优先，您排第 { $position } 位。
registration-why-entered = 您已参加抽签，{ $time } 开签，人人机会均等。
registration-why-standby = 您在现场候补。开始后不久仍未到的名额，按到场先后给现场的人，您排第 { $position } 位。
registration-why-released = 开始后您还没有到，名额已给现场候补的人。请到服务台询问。
registration-why-canceled = 这个报名已取消。
registration-why-passed-over = 上次空出 { $free } 个名额，您一家需要 { $needed } 个，您的序号不变。

registration-reason-confirmed = 报名成功
registration-reason-waitlisted = 已进入候补名单
registration-reason-in-lottery = 已参加抽签
registration-reason-standby = 现场候补
registration-reason-changed = 已修改
registration-reason-canceled = 已取消
registration-reason-offered = 为您保留了名额
registration-reason-full = 名额和候补都满了
registration-reason-not-open-yet = 还没有开始报名
registration-reason-closed = 报名已截止
registration-reason-occurrence-canceled = 这一场已取消
registration-reason-occurrence-over = 这一场已结束
registration-reason-no-registration-needed = 不用报名，直接来
registration-reason-already-registered = 您已经报过名了
registration-reason-phone-unclear = 这不像电话号码
registration-reason-phone-unconfirmed = 请重新验证手机号
registration-reason-guardian-needed = 未满 14 岁需要监护人同意
registration-reason-not-for-this-age = 这个活动面向其他年龄
registration-reason-people-count = 一次报名的人太多了
registration-reason-name-unclear = 名字没有填或太长
registration-reason-registration-not-found = 没有找到对应的报名
registration-reason-came-already = 本人已经签到
registration-reason-offer-over = 保留的名额已过期

# 名额记录，用文字说明。
registration-record-joined-confirmed = 报名，当场得到名额
registration-record-joined-waiting = 报名，进入候补
registration-record-joined-entered = 报名，参加抽签
registration-record-joined-standby = 到现场候补
registration-record-drawn = 抽签序号第 { $position } 号
registration-record-offered = 保留名额至 { $time }
registration-record-confirmed-promoted = 得到空出的名额
registration-record-confirmed-offer-accepted = 接受了保留的名额
registration-record-confirmed-by-staff = 由工作人员给予名额
registration-record-passed-over = 暂时让过：空出 { $free } 个，需要 { $needed } 个，序号不变
registration-record-stood-by = 到现场候补
registration-record-released = 未到场，名额给了现场候补
registration-record-canceled-by-themselves = 自己取消
registration-record-canceled-by-staff = 由工作人员取消
registration-record-canceled-offer-lapsed = 逾期未确认，名额给了下一位
registration-record-restored = 恢复为：{ $standing }
registration-record-corrected = 信息已更正，名额不变

registration-by-plan = 系统按预案
registration-by-series = 随课程自动
registration-by-kiosk = 自助终端
registration-by-phone = 手机
registration-by-staff = 服务台
registration-by-door = 现场
registration-by-themselves = 本人
