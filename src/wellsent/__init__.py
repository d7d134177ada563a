"""Wellsent builds and keeps referral relationships for healthcare practices."""

import os

# One thread for numpy's products, set before numpy is first loaded: ours are small, and threads that wait for each
# other on a busy machine made them thirteen times slower. Whoever runs it may say otherwise.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
