using System.Xml.Linq;

namespace Parley.Architecture.Tests;

public sealed class CentralPackages
{
    private static IEnumerable<ProjectFile> Everything =>
        new[] { "src", "tests", "bench" }.Where(f => Directory.Exists(Path.Combine(ProjectFile.Root, f))).SelectMany(ProjectFile.All);

    [Fact]
    public void Every_package_has_its_version_in_the_central_file_and_nowhere_else()
    {
        var central = XDocument.Load(Path.Combine(ProjectFile.Root, "Directory.Packages.props"))
            .Descendants().Where(e => e.Name.LocalName == "PackageVersion").Select(e => (string)e.Attribute("Include")!).ToHashSet(StringComparer.Ordinal);
        Assert.All(Everything, p =>
        {
            Assert.Empty(p.OwnVersions);
            Assert.Subset(central, p.Packages.ToHashSet(StringComparer.Ordinal));
        });
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(ProjectFile.Root, "Parley.slnx"));
        Assert.All(Everything, p => Assert.Contains(Path.GetRelativePath(ProjectFile.Root, p.Path), solution, StringComparison.Ordinal));
    }
}
