"""What is worth doing this week, from plain facts to a list with reasons. Pure.

`lines` say what one is and what it takes, `loops`, `contacts` and `targets` make them, `answers` take out those that
somebody has answered, `choosing` picks what fits the hours, and `week` puts it all together.
"""
