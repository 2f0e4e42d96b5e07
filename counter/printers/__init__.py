"""Sending papers to printers: the system's queues, receipt printers by network or device, a folder.

send.deliver   one job to one printer, with what to do when it cannot
jobs.JOBS      the jobs of this program: waiting, printing, done, failed

Beside the layers, as the network is: nothing of `counter.papers` knows how a page leaves the program.
"""
