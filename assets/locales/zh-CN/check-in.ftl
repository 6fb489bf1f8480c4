# 终端签到：六位码之外的手机尾号、家庭、现场入场、进出计数。

name-separator = 、
check-in-by-phone = 用手机号签到
check-in-by-code = 用六位签到码
check-in-walk-in = 我没有报名
check-in-type-tail = 请输入手机号后四位
check-in-wrong-tail = 对不上，请再看一看（还可以试 { $left } 次）
check-in-names = 哪一个是您的名字？
check-in-names-more = 名字已部分隐藏。没有您的名字时，请用签到码，或到服务台问一问。
check-in-name-ending = 最后一个字是“{ $last }”的名字
check-in-name-of-two = 两个字的名字
check-in-surnames = { $name }，您贵姓？
check-in-surnames-more = 请点您的姓。外文姓名请选第一个字母。
check-in-who = 来了哪几位？
check-in-who-more = 没来的，请点一下。
check-in-person-came = 来了
check-in-person-missing = 没来
check-in-person-in = 之前已签到
person-numbered = { $name }（第 { $number } 位）
check-in-came = { $count ->
    [0] 还没有选人
   *[other] { $count } 位签到
}
check-in-start-over = 重新开始
check-in-doors = 您想参加哪一场？
check-in-doors-more = 这些场次现在开放，还有空位。只记人数。
check-in-doors-none = 现在没有可以直接入场的活动
check-in-doors-next = 下一场 { $time } 开放入场。
check-in-doors-ask = 请到服务台问一问，或看看日历。
check-in-places = 还有 { $count } 个空位
check-in-places-all = 欢迎所有人
check-in-people-more = 一共几位？不问姓名，不问电话。
check-in-fewer = −
check-in-more = ＋
check-in-go-in = { $count } 位入场
answer-ok-nameless = 欢迎！
answer-ok-nameless-more = 签到成功，请进。
answer-walked-in-more = 已计入 { $count } 人，请进。
answer-already-in-nameless = 这个入场码已经签到过了
answer-already-in-nameless-more = 直接进去就好。
answer-unknown-pass = 这不是我们的入场码
answer-unknown-pass-more = 可能是别处用的码。请到服务台，我们帮您看看。
answer-other-centre = 这个入场码是另一个中心的
answer-other-centre-more = 请看一看码上写的地点，服务台可以为您指路。
answer-left = { $name }，再见
answer-left-more = 已签退，欢迎再来。
answer-in-again = { $name }，欢迎回来
answer-in-again-more = 已再次签到。
answer-choose = 来了哪几位？
answer-choose-more = 请选择来了的人。
answer-full = 很抱歉，没有这么多空位了
answer-full-more = 请到服务台问一问，有时会空出位子。
