"""Counts the orders of a week by publisher and prints a table."""
import csv
import sys
from collections import Counter


def count(path):
    """Counts orders by publisher."""
    with open(path, newline="", encoding="utf-8") as file:
        return Counter(row["publisher"] for row in csv.DictReader(file))


if __name__ == "__main__":
    for publisher, orders in count(sys.argv[1]).most_common():
        print(f"{publisher:30} {orders:6}")
