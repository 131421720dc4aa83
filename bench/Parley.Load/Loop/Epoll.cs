using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Parley.Load.Loop;

/// <summary>Level-triggered readiness of many sockets, as the kernel tells it: <c>epoll(7)</c>. Linux 5.11 or later.</summary>
internal sealed partial class Epoll : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const uint Input = 0x1;
    private const uint Output = 0x4;
    private const int MaxEvents = 1024;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly int _handle = Checked(Create(CloseOnExec));
    private readonly byte[] _events = new byte[MaxEvents * EventBytes];

    private enum Change
    {
        Add = 1,
        Remove = 2,
        Modify = 3,
    }

    public void Add(nint socket, int token) => Set(Change.Add, socket, token, Input);

    /// <param name="output">Also tell when there is room to send.</param>
    public void Modify(nint socket, int token, bool output) => Set(Change.Modify, socket, token, output ? Input | Output : Input);

    public void Remove(nint socket) => Set(Change.Remove, socket, 0, 0);

    /// <summary>Waits for at most <paramref name="limit"/> and returns how many events <see cref="Token"/> has.</summary>
    public int Wait(TimeSpan limit)
    {
        var time = new TimeSpec(limit.Ticks / TimeSpan.TicksPerSecond, limit.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick);
        var count = Wait(_handle, ref _events[0], MaxEvents, in time, 0);
        const int interrupted = 4;
        return count < 0 && Marshal.GetLastPInvokeError() == interrupted ? 0 : Checked(count);
    }

    public int Token(int index) => BinaryPrimitives.ReadInt32LittleEndian(_events.AsSpan(((index + 1) * EventBytes) - 8));

    public void Dispose() => _ = Close(_handle);

    private void Set(Change change, nint socket, int token, uint events)
    {
        Span<byte> one = stackalloc byte[EventBytes];
        one.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(one, events);
        BinaryPrimitives.WriteInt32LittleEndian(one[^8..], token);
        Checked(Control(_handle, (int)change, (int)socket, ref one[0]));
    }

    private static int Checked(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int Create(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int Control(int epoll, int operation, int socket, ref byte one);

    [LibraryImport("libc", EntryPoint = "epoll_pwait2", SetLastError = true)]
    private static partial int Wait(int epoll, ref byte events, int count, in TimeSpec limit, nint signals);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
