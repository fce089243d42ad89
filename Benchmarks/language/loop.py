"""5,000,000 times a comparison and an addition: the counterpart of loop.rivya."""


def main():
    total = 0
    for number in range(1, 5_000_001):
        if number > 10:
            total = total + number
    print(total)


main()
