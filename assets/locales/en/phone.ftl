# Text messages, visitors' phone pages, and the console's page of messages.

sms-code = [{ $centre }] Your code is { $code }. It holds for { $minutes } minutes. Please give it to nobody.

console-menu-outbox = Text messages
console-outbox-more = Whose number and what was said is gone as soon as a message has gone; that there was one is known for { $days } days.
console-outbox-way-gateway = A gateway sends them. What they say is shown to nobody.
console-outbox-way-console = No gateway is set: nothing leaves this server, and what would be sent is shown here. That is for trying things out.
console-outbox-way-none = No gateway is set: numbers are not confirmed and no messages are made. The settings' [phone.sms] names one.
console-outbox-empty = No messages yet
console-outbox-empty-more = Codes and news for visitors appear here as they are sent.
console-message-when = When
console-message-to = To
console-message-what = What
console-message-state = State
console-message-kind-code = Code for a number
console-message-kind-registration = News of a registration
console-message-waiting = waits
console-message-tried = { $count ->
    [one] tried once
   *[other] tried { $count } times
}
console-message-here = to be read here
console-message-over = no longer of use
console-message-sent = sent
console-message-sent-at = sent { $time }
console-message-failed = not sent
console-message-problem-no-answer = The gateway does not answer.
console-message-problem-status = The gateway refuses it.
console-message-problem-not-taken = The gateway's answer does not say yes.
console-message-problem-address = The gateway's address in the settings is none.
console-message-problem-expired = It came to be of no use before it could go.
console-message-retry = Try again
console-done-message-retried = The message is tried again.
console-did-message-retried = Tried a text message again
console-error-message-gone = There is nothing left of this message to send.
console-error-no-text-messages = This server sends no text messages.
