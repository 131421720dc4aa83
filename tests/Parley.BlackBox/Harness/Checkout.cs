namespace Parley.BlackBox.Harness;

/// <summary>Where the sources are, found upwards from the test's own binary.</summary>
public static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"no Parley.slnx above {AppContext.BaseDirectory}");
    }
}
