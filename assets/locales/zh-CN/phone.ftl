# 短信、访客的手机页面，以及后台的短信页。

sms-code = 【{ $centre }】您的验证码是 { $code }，{ $minutes } 分钟内有效，请不要告诉任何人。

console-menu-outbox = 短信
console-outbox-more = 短信一发出，号码和内容就删除；只在 { $days } 天内保留“发过一条”这件事。
console-outbox-way-gateway = 由短信网关发送，内容不向任何人显示。
console-outbox-way-console = 没有设置短信网关：什么都不会发出去，本该发送的内容显示在这里，供试用。
console-outbox-way-none = 没有设置短信网关：不核实手机号，也不产生短信。可在设置的 [phone.sms] 里填写。
console-outbox-empty = 还没有短信
console-outbox-empty-more = 发给访客的验证码和消息会出现在这里。
console-message-when = 时间
console-message-to = 收信号码
console-message-what = 内容
console-message-state = 状态
console-message-kind-code = 手机验证码
console-message-kind-registration = 报名消息
console-message-waiting = 等待发送
console-message-tried = 已试 { $count } 次
console-message-here = 在这里查看
console-message-over = 已失效
console-message-sent = 已发送
console-message-sent-at = { $time } 已发送
console-message-failed = 未发出
console-message-problem-no-answer = 短信网关没有回应。
console-message-problem-status = 短信网关拒绝了。
console-message-problem-not-taken = 短信网关的回答里没有成功标志。
console-message-problem-address = 设置里的网关地址不对。
console-message-problem-expired = 还没发出就已经失效。
console-message-retry = 再试一次
console-done-message-retried = 正在重新发送。
console-did-message-retried = 重新发送了一条短信
console-error-message-gone = 这条短信已经没有可以发送的内容。
console-error-no-text-messages = 这台服务器不发短信。
