namespace Parley.BlackBox.Harness;

/// <summary>The server refused what the test needs.</summary>
public sealed class RefusedException(int code, string message) : InvalidOperationException(message)
{
    public int Code => code;
}
