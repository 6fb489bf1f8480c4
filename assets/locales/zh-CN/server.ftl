# 示例人物：演示用的登记。

example-person = 示例居民{ $number }
