"""Photos and scans made into one PDF for each paper (số hoá giấy tờ), as the portal wants them.

What people bring is opened by a program of its own (`child`) that has little memory, little time, no file
and no network; only its answer comes back, and that is measured too.
"""
