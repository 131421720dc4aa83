namespace Parley.BlackBox.Harness;

/// <summary>How much a proof does: the short form in every run, the long one with <c>PARLEY_LONG=1</c>.</summary>
public static class Amount
{
    public static bool IsLong => Environment.GetEnvironmentVariable("PARLEY_LONG") == "1";

    public static int Of(int shortForm, int longForm) => IsLong ? longForm : shortForm;
}
