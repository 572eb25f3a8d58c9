package vn.lienthong.delivery;

/** One (door, partner, feed): the unit of health, deadline and pause. */
public record Route(Door door, String partner, String feed) {

    /** {@code <door>.<partner>.<feed>}, for example {@code sftp-pull.police-01.police.units}. */
    public String id() {
        return door.wire() + "." + partner + "." + feed;
    }

    public Lane lane() {
        return new Lane(partner, feed);
    }

    @Override
    public String toString() {
        return id();
    }
}
