"""What is measured: each scenario is a call of ircload."""
from dataclasses import dataclass


# Servers that compile while they run are not warm before; the same for everybody.
WARM_SECONDS = 3


@dataclass(frozen=True)
class Scenario:
    name: str
    what: str
    mode: str
    people: int
    rooms: int = 1
    senders: int = 1
    window: int = 1
    rate: int = 0
    ahead: int = 0
    quick_people: int = 0  # with --quick, where the full size takes long

    @property
    def by_accounts(self):
        """Where durable delivery takes accounts: what guests say in private is passed on and never stored."""
        return self.mode == "private"

    def size(self, quick):
        return self.quick_people or self.people if quick else self.people

    def options(self, quick, seconds):
        people = self.size(quick)
        rooms = self.rooms * people // self.people
        ahead = self.ahead * people // self.people
        options = ["--mode", self.mode, "--people", people, "--rooms", rooms, "--senders", self.senders, "--window", self.window,
                   "--ahead", ahead, "--warm", WARM_SECONDS, "--seconds", seconds, "--patience", 20]
        if self.rate:
            options += ["--rate", self.rate]
        return [str(o) for o in options]


def _fanout(people, rooms=1, senders=8, window=8):
    shape = f"one room of {people:,}" if rooms == 1 else f"{rooms} rooms of {people // rooms}"
    name = f"fan{people}" if rooms == 1 else f"fan{rooms}x{people // rooms}"
    return Scenario(name, f"{shape}, {senders} senders{' in each' if rooms > 1 else ''}, at most {window} messages each that not all have", "fanout", people, rooms, senders, window)


def _open(people):
    return Scenario(f"open{people}", f"one room of {people:,}, 100 messages a second by the clock", "open", people, senders=10, rate=100)


def _rooms(rooms):
    return Scenario(f"rooms{rooms}", f"{rooms:,} rooms of two, 2,000 messages a second over all of them", "open", 2 * rooms, rooms, rate=2000)


SCENARIOS = {s.name: s for s in (
    _fanout(200), _fanout(1000), _fanout(2000, 100, 2, 4), _open(1000),
    Scenario("priv1", "one private pair that answer each other", "private", 2),
    Scenario("priv100", "100 private pairs that answer each other", "private", 200),
    Scenario("storm", "5,000 connect, register and join rooms of 24, after 1,000 others", "storm", 6000, 250, ahead=1000, quick_people=1536),
    Scenario("idle", "memory of an idle connection, from 2,000 to 10,000 in rooms of 100", "idle", 10000, 100, ahead=2000, quick_people=2000),
    Scenario("idle19k", "the same, from 10,000 to 18,900 (what 20,000 open files allow)", "idle", 18900, 189, ahead=10000, quick_people=1890),
    _rooms(50), _rooms(5000), _fanout(250), _fanout(500), _open(250), _open(500),
)}

# What grows by steps, for the tables of curves.
CURVES = {
    "One room of N, 8 senders": ("fan250", "fan500", "fan1000"),
    "One room of N, 100 messages a second": ("open250", "open500", "open1000"),
    "N rooms of two, 2,000 messages a second": ("rooms50", "rooms5000"),
}
