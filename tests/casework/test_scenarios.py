from tests.factories import take
def test_a(desk):
    t = take(desk("adviser"))
    assert t.number == "26-0001"
def test_b(desk):
    t = take(desk("receptionist"))
