"""Never twice, under fire: uploads through a sandbox where everything goes wrong, by clients that are killed.

python -m tests.never_twice [--uploads 10000] [--faults 0.2] [--seed N]
"""
