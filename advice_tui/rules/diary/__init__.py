"""The diary's rules: when somebody can be seen, what can be booked, what becomes of an appointment. All of it pure.

Times of appointments are wall-clock minutes of a civil day in London (570 is 9:30), so that a change of the clocks
moves no appointment (I-29).
"""
