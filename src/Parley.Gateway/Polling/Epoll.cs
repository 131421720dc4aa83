using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Parley.Gateway.Polling;

/// <summary>What an event says of a descriptor. epoll_ctl(2).</summary>
[Flags]
internal enum Signs : uint
{
    None = 0,
    Readable = 0x1,
    Failed = 0x8,
    HungUp = 0x10,
    PeerShutDown = 0x2000,

    /// <summary>There will be no further event, whatever is left to read.</summary>
    Final = Failed | HungUp | PeerShutDown,
}

/// <summary>Linux's readiness queue, edge-triggered, with a bell to wake who waits. epoll(7), eventfd(2).</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class Epoll : IDisposable
{
    /// <summary>Events taken at once at most.</summary>
    private const int MaxEvents = 256;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int AddDescriptor = 1;
    private const int Interrupted = 4;
    private const uint EdgeTriggered = 1u << 31;
    private const long BellTag = -1;

    // struct epoll_event is packed on x86-64 and aligned elsewhere.
    private static readonly int TagOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int EventBytes = TagOffset + sizeof(long);

    private readonly int _descriptor;
    private readonly int _bell;
    private readonly byte[] _events = GC.AllocateUninitializedArray<byte>(MaxEvents * EventBytes, pinned: true);

    public Epoll()
    {
        _descriptor = Checked(epoll_create1(CloseOnExec));
        _bell = Checked(eventfd(0, CloseOnExec | NonBlocking));
        Checked(epoll_ctl(_descriptor, AddDescriptor, _bell, in NewEvent(Signs.Readable, BellTag)[0]));
    }

    /// <summary>Watches a descriptor for input until it is closed.</summary>
    /// <param name="tag">Comes with its events; not negative.</param>
    /// <exception cref="Win32Exception">The system has no room for more.</exception>
    public void Watch(SafeHandle descriptor, long tag) =>
        Checked(epoll_ctl(_descriptor, AddDescriptor, descriptor, in NewEvent(Signs.Readable | Signs.PeerShutDown, tag)[0]));

    /// <summary>Waits for events and returns how many there are; <see cref="this"/> reads them. One thread.</summary>
    /// <param name="atOnce">Only looks, and may return 0.</param>
    public int Wait(bool atOnce)
    {
        while (true)
        {
            var count = epoll_wait(_descriptor, ref _events[0], MaxEvents, atOnce ? 0 : -1);
            if (count >= 0)
                return count;
            if (Marshal.GetLastPInvokeError() != Interrupted)
                throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Negative tags are the bell's.</summary>
    public (long Tag, Signs Signs) this[int index]
    {
        get
        {
            var one = _events.AsSpan(index * EventBytes, EventBytes);
            return (MemoryMarshal.Read<long>(one[TagOffset..]), (Signs)MemoryMarshal.Read<uint>(one));
        }
    }

    /// <summary>Ends a wait, now or the next one. Any thread.</summary>
    public void Ring() => _ = write(_bell, BitConverter.GetBytes(1L), sizeof(long));

    public void Dispose()
    {
        _ = close(_bell);
        _ = close(_descriptor);
    }

    private static byte[] NewEvent(Signs signs, long tag)
    {
        var made = new byte[EventBytes];
        MemoryMarshal.Write(made, (uint)signs | EdgeTriggered);
        MemoryMarshal.Write(made.AsSpan(TagOffset), tag);
        return made;
    }

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint value, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int descriptor, in byte watched);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, SafeHandle descriptor, in byte watched);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, ref byte events, int max, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, byte[] bytes, nint count);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
