namespace Parley.BlackBox.Harness;

/// <summary>Names nobody else in this run uses, so that tests can share a server.</summary>
public static class Fresh
{
    private static int _last = 100;

    public static string Name(string stem) => $"{stem}{Interlocked.Increment(ref _last)}";
}
