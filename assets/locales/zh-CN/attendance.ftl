# 签到情况：管理后台场次页旁边的一块，以及志愿服务时长。

console-attendance-heading = 入场情况
console-attendance-recent = 最近 15 分钟签到的人
console-undo-check-in = 撤销
console-undo-check-in-of = 撤销 { $name } 的签到
console-undo-walk-in = 撤销这次计数
console-used-twice-count = 有 { $count } 个入场码或签到码在两处入口用过。
console-used-twice-more = 以最早的一次为准，下面这几次也放行了：
console-walked-in-count = { $count ->
    [0] 还没有未报名到场的人
   *[other] 未报名到场 { $count } 人
}
console-walk-in-places = { $count ->
    [0] 没有留给现场的空位了。
   *[other] 现场还有 { $count } 个空位。
}
console-walk-in-unlimited = 无需报名，直接入场。
console-walk-in-privacy = 只记人数。
console-walk-in-people = 人数
console-walk-in-count = 计入
console-walk-in-by-staff = 服务台
console-hours-heading = 志愿服务时长
console-hours-more = 从签到到签退，限于活动时间之内。没有签退的，最后一段不计时长。
console-hours-export = 导出文件
console-hours-empty = 这个月还没有志愿者签到
console-hours-empty-more = 志愿者在终端上签到、签退后，时长就会出现在这里。
console-hours-times = 次数
console-hours-hours = 小时
console-hours-open = 未签退
console-hours-open-count = { $count } 次
console-done-check-in-undone = 已撤销，可以重新签到。
console-done-walk-ins-counted = 已计入。
console-done-walk-ins-undone = 已撤销这次计数。
console-did-check-in-undone = 撤销了一次签到
console-did-walk-ins-counted = 计入现场人数
console-did-walk-ins-undone = 撤销了现场人数
console-did-service-hours-exported = 导出了志愿服务时长
console-error-undo-too-late = 签到只能在 15 分钟内撤销。
console-error-course-places = 参加这门课程的人比这个日期的名额多。请给它至少同样多的名额。
console-error-no-places-left = 现场没有这么多空位了。
console-error-door-not-open = 开始前一小时开放签到。
console-reason-other-centre = 别的中心的入场码
console-reason-left = 已离场
console-reason-in-again = 再次入场
console-reason-choose = 询问来了哪几位
console-reason-full = 没有空位
