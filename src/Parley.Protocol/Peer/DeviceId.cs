namespace Parley.Protocol.Peer;

/// <summary>Who a device is: the SHA-256 of its public key (SubjectPublicKeyInfo, DER).</summary>
public readonly record struct DeviceId(Digest Value) : IComparable<DeviceId>
{
    public int CompareTo(DeviceId other) => Value.CompareTo(other.Value);

    public static bool operator <(DeviceId left, DeviceId right) => left.CompareTo(right) < 0;

    public static bool operator >(DeviceId left, DeviceId right) => left.CompareTo(right) > 0;

    public static bool operator <=(DeviceId left, DeviceId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(DeviceId left, DeviceId right) => left.CompareTo(right) >= 0;

    public override string ToString() => Value.ToString();
}
