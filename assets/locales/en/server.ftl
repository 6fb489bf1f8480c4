# Example people of the demo.

example-person = Example resident { $number }
