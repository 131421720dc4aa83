namespace Parley.Protocol.Tests;

internal static class Repository
{
    /// <summary>The folder that the sources are in.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("Not in the repository");
        return folder.FullName;
    }
}
